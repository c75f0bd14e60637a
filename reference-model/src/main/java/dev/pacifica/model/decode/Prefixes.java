package dev.pacifica.model.decode;

/** The prefixes of one instruction: legacy, REX and VEX (APM3 1.2). */
final class Prefixes {
    static final int NO_OVERRIDE = -1;

    private static final int FS = 4;
    /** What the two bits VEX.pp stand for. */
    private static final int[] VEX_PP = {0, 0x66, 0xF3, 0xF2};

    /** 2, 4, or 8 for 64-bit mode. */
    int codeSize;

    boolean operandSize;
    boolean addressSize;
    boolean lock;
    /** {@link Instruction#REP}, {@link Instruction#REPNE} or 0: the last of them. */
    int repeat;
    /** A segment register or {@link #NO_OVERRIDE}. */
    int override;
    /** 0100WRXB in binary, or 0; with a VEX prefix what its bits say. */
    int rex;

    boolean vex;
    boolean vexLong;
    int vexMap;
    int vexRegister;

    private int vexPrefix;

    /** Reads the prefixes; returns the byte after them. */
    int read(ByteReader bytes, int codeSizeInBytes) {
        codeSize = codeSizeInBytes;
        operandSize = addressSize = lock = vex = vexLong = false;
        repeat = rex = vexMap = vexRegister = vexPrefix = 0;
        override = NO_OVERRIDE;
        while (true) {
            int value = bytes.next();
            if (codeSize == 8 && (value & 0xF0) == 0x40) {
                rex = value;
                continue;
            }
            switch (value) {
                case 0x26, 0x2E, 0x36, 0x3E -> override = codeSize == 8 ? override : value >> 3 & 3;
                case 0x64, 0x65 -> override = FS + (value & 1);
                case 0x66 -> operandSize = true;
                case 0x67 -> addressSize = true;
                case 0xF0 -> lock = true;
                case 0xF2, 0xF3 -> repeat = value;
                default -> {
                    return value;
                }
            }
            rex = 0; // REX counts only immediately before the opcode
        }
    }

    /** Whether C4h or C5h, with this byte behind it, is a VEX prefix: outside 64-bit mode LES and LDS need a memory operand. */
    boolean isVex(int second) {
        return codeSize == 8 || second >= 0xC0;
    }

    /** Reads what is left of a VEX prefix of two or three bytes; returns false if other prefixes make it invalid. */
    boolean readVex(ByteReader bytes, int first, int second) {
        boolean allowed = !operandSize && !lock && repeat == 0 && rex == 0;
        int last = first == 0xC5 ? second : bytes.next();
        vex = true;
        vexMap = first == 0xC5 ? 1 : second & 0x1F;
        vexLong = (last & 4) != 0;
        vexPrefix = VEX_PP[last & 3];
        int register = ~last >> 3 & 0xF;
        vexRegister = codeSize == 8 ? register : register & 7;
        if (codeSize == 8) {
            int rxb = first == 0xC5 ? ~second >> 5 & 4 : ~second >> 5 & 7;
            int w = first == 0xC5 ? 0 : last >> 4 & 8;
            rex = 0x40 | w | rxb;
        }
        return allowed;
    }

    /** The prefix that takes part in the choice of the form: F3h, F2h, 66h or 0. */
    int selecting() {
        if (vex) {
            return vexPrefix;
        }
        return repeat != 0 ? repeat : operandSize ? 0x66 : 0;
    }

    boolean isWide() {
        return (rex & 8) != 0;
    }

    /** The number of a register whose fourth bit is the given bit of REX: R 4, X 2, B 1. */
    int extend(int lowBits, int rexBit) {
        return lowBits | ((rex & rexBit) != 0 ? 8 : 0);
    }
}
