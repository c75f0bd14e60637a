package dev.pacifica.suite.asm;

/** The code size that {@code bits} selects: default operand and address size of the code that follows. */
enum Mode {
    BITS16(16),
    BITS32(32),
    BITS64(64);

    final int bits;

    Mode(int bits) {
        this.bits = bits;
    }

    static Mode ofBits(long bits) {
        for (Mode mode : values()) {
            if (mode.bits == bits) {
                return mode;
            }
        }
        throw new SourceError("bits " + bits + ": expected 16, 32 or 64");
    }

    /** Width of a near branch's displacement in bits: long mode has no 64-bit one (APM3, JMP near). */
    int branchBits() {
        return this == BITS16 ? 16 : 32;
    }
}
