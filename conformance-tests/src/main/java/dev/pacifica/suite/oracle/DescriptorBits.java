package dev.pacifica.suite.oracle;

/** What the bits of an 8-byte descriptor say (SEGM-10, SEGM-11). */
final class DescriptorBits {
    private DescriptorBits() {}

    /** S and the type, 5 bits. */
    static int kind(long descriptor) {
        return (int) (descriptor >>> 40) & 0x1F;
    }

    static boolean isCode(long descriptor) {
        return (kind(descriptor) & 0x18) == 0x18;
    }

    static boolean isConforming(long descriptor) {
        return (kind(descriptor) & 0x1C) == 0x1C;
    }

    static boolean isReadable(long descriptor) {
        int kind = kind(descriptor);
        return kind >= 0x10 && kind <= 0x17 || kind >= 0x18 && (kind & 2) != 0;
    }

    static boolean isWritableData(long descriptor) {
        return (kind(descriptor) & 0x1A) == 0x12;
    }

    static int dpl(long descriptor) {
        return (int) (descriptor >>> 45) & 3;
    }

    static boolean isPresent(long descriptor) {
        return descriptor << 16 < 0;
    }

    static boolean isLong(long descriptor) {
        return (descriptor >>> 53 & 1) != 0;
    }

    static boolean isBig(long descriptor) {
        return (descriptor >>> 54 & 1) != 0;
    }

    static long limit(long descriptor) {
        long raw = descriptor & 0xFFFF | descriptor >>> 32 & 0xF_0000;
        return (descriptor >>> 55 & 1) == 0 ? raw : raw * 0x1000 + 0xFFF;
    }
}
