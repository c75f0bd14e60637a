package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;

/**
 * POPCNT, LZCNT, TZCNT, and the instructions of BMI1 and BMI2 that work on single bits. What is undefined among the flags is 0 here,
 * except PF after ANDN, BLSI, BLSMSK, BLSR and BZHI, which is that of the result.
 */
public final class BitManipulation {
    private BitManipulation() {}

    public static void popcnt(Instruction i, Execution x) {
        long source = x.readSecond(i);
        x.write(i, Long.bitCount(source));
        x.setArithmetic(source == 0 ? Rflags.ZF : 0);
    }

    public static void lzcnt(Instruction i, Execution x) {
        long source = x.readSecond(i);
        count(i, x, source, Long.numberOfLeadingZeros(source) - (64 - 8 * i.operandSize()));
    }

    public static void tzcnt(Instruction i, Execution x) {
        long source = x.readSecond(i);
        count(i, x, source, Math.min(Long.numberOfTrailingZeros(source), 8 * i.operandSize()));
    }

    private static void count(Instruction i, Execution x, long source, int count) {
        x.write(i, count);
        x.setArithmetic((source == 0 ? Rflags.CF : 0) | (count == 0 ? Rflags.ZF : 0));
    }

    public static void andn(Instruction i, Execution x) {
        requireVex(x);
        finish(i, x, ~x.readSecond(i) & x.read(i, i.third(), i.operandSize()), false);
    }

    /** The lowest bit that is set. */
    public static void blsi(Instruction i, Execution x) {
        requireVex(x);
        long source = x.readSecond(i);
        finish(i, x, -source & source, source != 0);
    }

    /** All bits up to the lowest that is set. */
    public static void blsmsk(Instruction i, Execution x) {
        requireVex(x);
        long source = x.readSecond(i);
        finish(i, x, source - 1 ^ source, source == 0);
    }

    /** All but the lowest bit that is set. */
    public static void blsr(Instruction i, Execution x) {
        requireVex(x);
        long source = x.readSecond(i);
        finish(i, x, source - 1 & source, source == 0);
    }

    /** The bits below a position. */
    public static void bzhi(Instruction i, Execution x) {
        requireVex(x);
        long source = x.readSecond(i);
        int position = (int) x.read(i, i.third(), 1);
        boolean beyond = position >= 8 * i.operandSize();
        finish(i, x, beyond ? source : source & (1L << position) - 1, beyond);
    }

    private static void finish(Instruction i, Execution x, long value, boolean carry) {
        long result = value & Execution.mask(i.operandSize());
        x.write(i, result);
        x.setArithmetic(Alu.resultFlags(result, i.operandSize()) | (carry ? Rflags.CF : 0));
    }

    /** A field of bits: its position in bits 7:0 of the third operand, its width in bits 15:8. */
    public static void bextr(Instruction i, Execution x) {
        requireVex(x);
        long source = x.readSecond(i);
        int control = (int) x.read(i, i.third(), 2);
        int start = control & 0xFF;
        int width = control >>> 8;
        long shifted = start < 64 ? source >>> start : 0;
        long result = width < 64 ? shifted & (1L << width) - 1 : shifted;
        x.write(i, result);
        x.setArithmetic(result == 0 ? Rflags.ZF : 0);
    }

    /** The low bits of the source go where the mask has ones. */
    public static void pdep(Instruction i, Execution x) {
        requireVex(x);
        long source = x.readSecond(i);
        long result = 0;
        for (long rest = x.read(i, i.third(), i.operandSize()); rest != 0; rest &= rest - 1) {
            result |= (source & 1) != 0 ? Long.lowestOneBit(rest) : 0;
            source >>>= 1;
        }
        x.write(i, result);
    }

    /** The bits of the source where the mask has ones go to the low end. */
    public static void pext(Instruction i, Execution x) {
        requireVex(x);
        long source = x.readSecond(i);
        long result = 0;
        int position = 0;
        for (long rest = x.read(i, i.third(), i.operandSize()); rest != 0; rest &= rest - 1) {
            result |= (source & Long.lowestOneBit(rest)) != 0 ? 1L << position : 0;
            position++;
        }
        x.write(i, result);
    }

    /** VEX prefixes mean nothing in real and virtual-8086 mode: #UD (APM3 1.2.7). */
    static void requireVex(Execution x) {
        if (!x.cpu.isProtected()) {
            throw x.fault(ExceptionVector.UD);
        }
    }
}
