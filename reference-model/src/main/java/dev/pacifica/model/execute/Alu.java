package dev.pacifica.model.execute;

import dev.pacifica.model.state.Rflags;

/** The arithmetic flags of results. Operands and results are zero-extended; sizes are bytes. */
final class Alu {
    private Alu() {}

    /** SF, ZF and PF of a result. */
    static long resultFlags(long result, int size) {
        long flags = (result >>> 8 * size - 1 & 1) << 7;
        if (result == 0) {
            flags |= Rflags.ZF;
        }
        if ((Long.bitCount(result & 0xFF) & 1) == 0) {
            flags |= Rflags.PF;
        }
        return flags;
    }

    /** All arithmetic flags of {@code a + b (+ carry)}. */
    static long addFlags(long a, long b, long result, int size) {
        int top = 8 * size - 1;
        long carries = a & b | (a | b) & ~result;
        long overflow = (a ^ result) & (b ^ result);
        return resultFlags(result, size)
                | carries >>> top & 1
                | (a ^ b ^ result) & Rflags.AF
                | (overflow >>> top & 1) << 11;
    }

    /** All arithmetic flags of {@code a - b (- borrow)}. */
    static long subtractFlags(long a, long b, long result, int size) {
        int top = 8 * size - 1;
        long borrows = ~a & b | (~a | b) & result;
        long overflow = (a ^ b) & (a ^ result);
        return resultFlags(result, size)
                | borrows >>> top & 1
                | (a ^ b ^ result) & Rflags.AF
                | (overflow >>> top & 1) << 11;
    }
}
