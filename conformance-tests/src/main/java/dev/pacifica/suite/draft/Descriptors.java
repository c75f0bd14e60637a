package dev.pacifica.suite.draft;

import dev.pacifica.suite.fixture.Fixture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Descriptors in the bytes in which tables hold them (SEGM-10 to SEGM-12). Attributes are those of SEG-01. */
public final class Descriptors {
    public static final int PRESENT = 0x80;
    public static final int CODE_OR_DATA = 0x10;
    /** Flat segments of CPL 0, accessed; DPL 3 is {@link #DPL_3} more. */
    public static final int DATA = 0xC93;

    public static final int CODE32 = 0xC9B;
    public static final int CODE64 = 0xA9B;
    public static final int CODE16 = 0x09B;
    public static final int CONFORMING = 0x4;
    public static final int ACCESSED = 0x1;
    public static final int DPL_3 = 0x60;

    public static final int CALL_GATE_16 = 0x84;
    public static final int CALL_GATE = 0x8C;

    private Descriptors() {}

    /** A segment with base 0 and the largest limit. */
    public static long flat(int attributes) {
        return segment(attributes, 0, 0xF_FFFF);
    }

    /**
     * A segment.
     *
     * @param limit 20 bits, in units of G
     */
    public static long segment(int attributes, long base, int limit) {
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
    public static long gate(int access, int selector, long offset, int parameters) {
        return offset & 0xFFFF
                | (long) selector << 16
                | (long) parameters << 32
                | (access & 0xFFL) << 40
                | (offset >>> 16 & 0xFFFF) << 48;
    }

    public static byte[] bytes(long... quadwords) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * quadwords.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long quadword : quadwords) {
            bytes.putLong(quadword);
        }
        return bytes.array();
    }

    public static byte[] doublewords(long... doublewords) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * doublewords.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long doubleword : doublewords) {
            bytes.putInt((int) doubleword);
        }
        return bytes.array();
    }

    public static byte[] words(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putShort((short) word);
        }
        return bytes.array();
    }

    /** A present 64-bit interrupt gate to the fixture's code segment (EVT-70). */
    public static byte[] gate64(long offset) {
        ByteBuffer gate = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        gate.putShort((short) offset).putShort((short) Fixture.CODE64_SELECTOR);
        gate.putShort((short) 0x8E00).putShort((short) (offset >>> 16));
        gate.putInt((int) (offset >>> 32)).putInt(0);
        return gate.array();
    }
}
