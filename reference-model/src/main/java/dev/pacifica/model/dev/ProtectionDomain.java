package dev.pacifica.model.dev;

/** A pair of DEV_BASE registers: where the exclusion vector of one domain lies, and how much it covers (DEV-63, DEV-64). */
final class ProtectionDomain {
    private static final int LOW_RESERVED = 0xF80;
    private static final int HIGH_DEFINED = 0xFF;
    /** Page frames of a vector with SIZE = 0 are 2 to this power: 4 GBytes (DEV-14). */
    private static final int SMALLEST_COVERAGE = 20;

    private int low;
    private int high;

    int low() {
        return low;
    }

    int high() {
        return high;
    }

    void setLow(int value) {
        low = value & ~LOW_RESERVED;
    }

    void setHigh(int value) {
        high = value & HIGH_DEFINED;
    }

    boolean isValid() {
        return (low & 1) != 0;
    }

    /** P: whether what lies beyond the vector is forbidden (DEV-22). */
    boolean forbidsBeyond() {
        return (low & 2) != 0;
    }

    /** Whether the vector has a bit for the page frame. */
    boolean covers(long pageFrame) {
        int size = low >> 2 & 0x1F;
        return pageFrame >>> SMALLEST_COVERAGE + size == 0;
    }

    /** The system-physical address of the vector's first byte; 4-KByte alignment is all it needs (DEV-15). */
    long base() {
        return (long) high << 32 | low & 0xFFFF_F000L;
    }
}
