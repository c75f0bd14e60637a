package dev.pacifica.suite.draft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Descriptors in the bytes in which tables hold them (SEGM-10 to SEGM-12). Attributes are those of SEG-01. */
final class Descriptors {
    static final int PRESENT = 0x80;
    static final int CODE_OR_DATA = 0x10;
    /** Flat segments of CPL 0, accessed; DPL 3 is {@link #DPL_3} more. */
    static final int DATA = 0xC93;

    static final int CODE32 = 0xC9B;
    static final int CODE64 = 0xA9B;
    static final int CODE16 = 0x09B;
    static final int CONFORMING = 0x4;
    static final int ACCESSED = 0x1;
    static final int DPL_3 = 0x60;

    static final int CALL_GATE_16 = 0x84;
    static final int CALL_GATE = 0x8C;

    private Descriptors() {}

    /** A segment with base 0 and the largest limit. */
    static long flat(int attributes) {
        return segment(attributes, 0, 0xF_FFFF);
    }

    /**
     * A segment.
     *
     * @param limit 20 bits, in units of G
     */
    static long segment(int attributes, long base, int limit) {
        return limit & 0xFFFF
                | (base & 0xFF_FFFF) << 16
                | (attributes & 0xFFL) << 40
                | (limit >>> 16 & 0xFL) << 48
                | (attributes >>> 8 & 0xFL) << 52
                | (base >>> 24 & 0xFF) << 56;
    }

    /**
     * The first eight bytes of a gate.
     *
     * @param access P, DPL and type
     */
    static long gate(int access, int selector, long offset, int parameters) {
        return offset & 0xFFFF
                | (long) selector << 16
                | (long) parameters << 32
                | (access & 0xFFL) << 40
                | (offset >>> 16 & 0xFFFF) << 48;
    }

    static byte[] bytes(long... quadwords) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * quadwords.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long quadword : quadwords) {
            bytes.putLong(quadword);
        }
        return bytes.array();
    }

    static byte[] doublewords(long... doublewords) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * doublewords.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long doubleword : doublewords) {
            bytes.putInt((int) doubleword);
        }
        return bytes.array();
    }

    static byte[] words(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putShort((short) word);
        }
        return bytes.array();
    }
}
