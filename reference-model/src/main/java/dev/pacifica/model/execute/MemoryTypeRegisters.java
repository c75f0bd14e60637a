package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.MemoryTypes;
import dev.pacifica.model.state.Msr;

/** RDMSR and WRMSR of the MTRRs (APM2 7.7): what is reserved in them must be zero (SYS-20), and every write flushes (PG-72). */
final class MemoryTypeRegisters {
    private static final int LAST_VARIABLE = Msr.MTRR_PHYS_BASE_0 + 2 * MemoryTypes.VARIABLE - 1;
    private static final long DEFAULT_TYPE_DEFINED = 0xCFF;
    private static final long BASE_RESERVED = 0xF00;
    private static final long MASK_RESERVED = 0x7FF;

    private MemoryTypeRegisters() {}

    static boolean has(Execution x, int number) {
        return x.cpu.profile.has(Feature.MTRR)
                && (number == Msr.MTRR_CAP || number == Msr.MTRR_DEF_TYPE || isVariable(number) || fixed(number) >= 0);
    }

    private static boolean isVariable(int number) {
        return number >= Msr.MTRR_PHYS_BASE_0 && number <= LAST_VARIABLE;
    }

    /** Which of the eleven registers of fixed ranges has this number; -1 if none. */
    private static int fixed(int number) {
        return switch (number) {
            case Msr.MTRR_FIX_64K -> 0;
            case Msr.MTRR_FIX_16K, Msr.MTRR_FIX_16K + 1 -> 1 + number - Msr.MTRR_FIX_16K;
            default -> number >= Msr.MTRR_FIX_4K && number < Msr.MTRR_FIX_4K + 8 ? 3 + number - Msr.MTRR_FIX_4K : -1;
        };
    }

    static long read(Execution x, int number) {
        MemoryTypes types = x.cpu.memoryTypes;
        return switch (number) {
            case Msr.MTRR_CAP -> MemoryTypes.CAPABILITIES;
            case Msr.MTRR_DEF_TYPE -> types.defaultType;
            default -> isVariable(number) ? types.variable[number - Msr.MTRR_PHYS_BASE_0] : types.fixed[fixed(number)];
        };
    }

    static void write(Execution x, int number, long value) {
        if (x.freedom.decide(SYS_20, number == Msr.MTRR_CAP || !isLegal(x, number, value))) {
            throw x.fault(ExceptionVector.GP);
        }
        MemoryTypes types = x.cpu.memoryTypes;
        if (number == Msr.MTRR_DEF_TYPE) {
            types.defaultType = value;
        } else if (isVariable(number)) {
            types.variable[number - Msr.MTRR_PHYS_BASE_0] = value;
        } else {
            types.fixed[fixed(number)] = value;
        }
        x.linearMemory.tlb().flushAll(); // PG-72, TLB-28
    }

    private static boolean isLegal(Execution x, int number, long value) {
        if (number == Msr.MTRR_DEF_TYPE) {
            return isType(value & 0xFF) && (value & ~DEFAULT_TYPE_DEFINED) == 0;
        }
        if (isVariable(number)) {
            boolean isBase = (number & 1) == 0;
            long reserved = isBase ? BASE_RESERVED : MASK_RESERVED;
            return (value & reserved) == 0 && !x.cpu.profile.isBeyondMemory(value) && (!isBase || isType(value & 0xFF));
        }
        for (int shift = 0; shift < 64; shift += 8) {
            if (!isType(value >>> shift & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** UC, WC, WT, WP and WB; the others are reserved. */
    private static boolean isType(long type) {
        return type == 0 || type == 1 || type >= 4 && type <= 6;
    }
}
