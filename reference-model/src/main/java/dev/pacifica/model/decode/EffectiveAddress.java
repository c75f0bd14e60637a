package dev.pacifica.model.decode;

/** The memory operand that ModRM and SIB describe (APM3 1.4). */
final class EffectiveAddress {
    private static final int SS = 2;
    private static final int BX = 3;
    private static final int BP = 5;
    private static final int SI = 6;
    private static final int DI = 7;
    /** The bases of 16-bit addresses by ModRM.rm. */
    private static final int[] BASE_16 = {BX, BX, BP, BP, SI, DI, BP, BX};

    private EffectiveAddress() {}

    /** Reads SIB and displacement, and fills in base, index, displacement and default segment. */
    static void read(ByteReader bytes, Prefixes prefixes, int modRm, Instruction instruction) {
        boolean stack = instruction.addressSize == 2
                ? read16(bytes, modRm, instruction)
                : readWide(bytes, prefixes, modRm, instruction);
        if (stack && prefixes.override == Prefixes.NO_OVERRIDE) {
            instruction.segment = SS;
        }
    }

    /** Returns whether the operand lies in the stack segment by default. */
    private static boolean readWide(ByteReader bytes, Prefixes prefixes, int modRm, Instruction instruction) {
        int mod = modRm >> 6;
        int rm = modRm & 7;
        if (rm == 4) {
            sib(bytes, prefixes, mod, instruction);
        } else if (mod == 0 && rm == 5) {
            instruction.base = prefixes.codeSize == 8 ? Instruction.BASE_RIP : Instruction.NO_REGISTER;
            instruction.displacement = (int) bytes.next(4);
        } else {
            instruction.base = prefixes.extend(rm, 1);
        }
        if (mod == 1) {
            instruction.displacement = (byte) bytes.next();
        } else if (mod == 2) {
            instruction.displacement = (int) bytes.next(4);
        }
        return instruction.base == 4 || instruction.base == 5;
    }

    private static void sib(ByteReader bytes, Prefixes prefixes, int mod, Instruction instruction) {
        int sib = bytes.next();
        int index = prefixes.extend(sib >> 3 & 7, 2);
        if (index != 4) {
            instruction.index = index;
            instruction.scale = sib >> 6;
        }
        if ((sib & 7) == 5 && mod == 0) {
            instruction.displacement = (int) bytes.next(4);
        } else {
            instruction.base = prefixes.extend(sib & 7, 1);
        }
    }

    private static boolean read16(ByteReader bytes, int modRm, Instruction instruction) {
        int mod = modRm >> 6;
        int rm = modRm & 7;
        boolean direct = mod == 0 && rm == 6;
        if (!direct) {
            instruction.base = BASE_16[rm];
            instruction.index = rm < 4 ? SI + (rm & 1) : Instruction.NO_REGISTER;
        }
        if (direct || mod == 2) {
            instruction.displacement = (short) bytes.next(2);
        } else if (mod == 1) {
            instruction.displacement = (byte) bytes.next();
        }
        return instruction.base == BP;
    }
}
