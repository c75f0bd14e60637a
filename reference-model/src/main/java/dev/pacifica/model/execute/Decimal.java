package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;

/** Decimal arithmetic in AL and AX: DAA, DAS, AAA, AAS, AAM, AAD. None of them exists in 64-bit mode. */
public final class Decimal {
    private Decimal() {}

    /** Packed digits, after an addition. */
    public static void daa(Instruction i, Execution x) {
        long al = al(x);
        boolean low = needsLowAdjustment(x, al);
        boolean high = al > 0x99 || x.cpu.isSet(Rflags.CF);
        finishPacked(x, al + (low ? 6 : 0) + (high ? 0x60 : 0), low, high);
    }

    /** Packed digits, after a subtraction. */
    public static void das(Instruction i, Execution x) {
        long al = al(x);
        boolean low = needsLowAdjustment(x, al);
        boolean high = al > 0x99 || x.cpu.isSet(Rflags.CF);
        boolean borrow = low && al < 6;
        finishPacked(x, al - (low ? 6 : 0) - (high ? 0x60 : 0), low, high || borrow);
    }

    /** OF is undefined, here 0. */
    private static void finishPacked(Execution x, long result, boolean adjust, boolean carry) {
        x.writeRegister(Cpu.RAX, 1, result);
        x.setArithmetic(Alu.resultFlags(result & 0xFF, 1) | flags(adjust, carry));
    }

    /** Unpacked digits, after an addition. */
    public static void aaa(Instruction i, Execution x) {
        adjustUnpacked(x, 0x106);
    }

    /** Unpacked digits, after a subtraction. */
    public static void aas(Instruction i, Execution x) {
        adjustUnpacked(x, -0x106);
    }

    /** AH takes the carry out of AL too. OF, SF, ZF and PF are undefined, here those of AL, and 0. */
    private static void adjustUnpacked(Execution x, int adjustment) {
        boolean adjust = needsLowAdjustment(x, al(x));
        long ax = (x.cpu.gpr[Cpu.RAX] + (adjust ? adjustment : 0)) & 0xFF0F;
        x.writeRegister(Cpu.RAX, 2, ax);
        x.setArithmetic(Alu.resultFlags(ax & 0xFF, 1) | flags(adjust, adjust));
    }

    /** AL is divided into two digits of any base; base 0 is a division by zero. */
    public static void aam(Instruction i, Execution x) {
        long base = i.immediate();
        if (base == 0) {
            throw x.fault(ExceptionVector.DE);
        }
        long al = al(x);
        finishDigits(x, al / base << 8 | al % base);
    }

    /** Two digits of any base are joined in AL. */
    public static void aad(Instruction i, Execution x) {
        long ah = x.cpu.gpr[Cpu.RAX] >>> 8 & 0xFF;
        finishDigits(x, al(x) + ah * i.immediate() & 0xFF);
    }

    /** OF, AF and CF are undefined, here 0. */
    private static void finishDigits(Execution x, long ax) {
        x.writeRegister(Cpu.RAX, 2, ax);
        x.setArithmetic(Alu.resultFlags(ax & 0xFF, 1));
    }

    private static boolean needsLowAdjustment(Execution x, long al) {
        return (al & 15) > 9 || x.cpu.isSet(Rflags.AF);
    }

    private static long flags(boolean adjust, boolean carry) {
        return (adjust ? Rflags.AF : 0) | (carry ? Rflags.CF : 0);
    }

    private static long al(Execution x) {
        return x.cpu.gpr[Cpu.RAX] & 0xFF;
    }
}
