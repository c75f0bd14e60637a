package dev.pacifica.model.decode;

/** The prefixes at the beginning of a byte string. */
final class Start {
    private final byte[] bytes;
    private final int codeSize;
    private int end;
    private boolean rexLast;
    private boolean deadRex;

    Start(byte[] bytes, int codeSize) {
        this.bytes = bytes;
        this.codeSize = codeSize;
        while (end < bytes.length && isPrefix(bytes[end] & 0xFF)) {
            deadRex |= rexLast;
            rexLast = isRex(bytes[end] & 0xFF);
            end++;
        }
    }

    private boolean isRex(int value) {
        return codeSize == 8 && (value & 0xF0) == 0x40;
    }

    private boolean isPrefix(int value) {
        return switch (value) {
            case 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0x67, 0xF0, 0xF2, 0xF3 -> true;
            default -> isRex(value);
        };
    }

    boolean has(int... prefixes) {
        for (int i = 0; i < end; i++) {
            for (int prefix : prefixes) {
                if ((bytes[i] & 0xFF) == prefix) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a REX stands directly before the opcode. */
    boolean hasRex() {
        return rexLast;
    }

    /** Whether another prefix follows a REX, which so has no effect. */
    boolean hasDeadRex() {
        return deadRex;
    }

    boolean isVex() {
        int first = bytes[end] & 0xFF;
        return (first == 0xC4 || first == 0xC5) && (codeSize == 8 || (bytes[end + 1] & 0xC0) == 0xC0);
    }

    /** Whether decoder and objdump agree once the prefix is replaced by one that changes neither length nor validity. */
    boolean agreesWithout(int prefix, Objdump.Reading theirs) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < end; i++) {
            changed[i] = (changed[i] & 0xFF) == prefix ? 0x3E : changed[i];
        }
        Instruction ours = FormSamples.decode(changed, codeSize);
        return ours != null
                && (ObjdumpComparisonTest.agree(ours, theirs)
                        || Quirk.of(changed, codeSize, ours, theirs).isPresent());
    }
}
