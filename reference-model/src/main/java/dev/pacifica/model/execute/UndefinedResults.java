package dev.pacifica.model.execute;

import static dev.pacifica.model.state.Rflags.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;

/**
 * What the architecture leaves undefined in the results of integer instructions (APM3 chapter 3, the tables of flags affected). The
 * model gives these bits some fixed value; who compares it with another processor leaves them out.
 */
public final class UndefinedResults {
    private UndefinedResults() {}

    /**
     * The flags that are undefined after an instruction, as a mask of RFLAGS.
     *
     * @param before the processor as it is before the instruction: a count in CL matters
     */
    public static long flags(Instruction i, Cpu before) {
        return switch (i.operation()) {
            case AND, OR, XOR, TEST -> AF;
            case MUL, IMUL, IMUL_2, IMUL_3 -> SF | ZF | AF | PF;
            case DIV, IDIV -> ARITHMETIC;
            case BT, BTS, BTR, BTC -> OF | SF | ZF | AF | PF;
            case BSF, BSR -> OF | SF | AF | PF | CF;
            case LZCNT, TZCNT -> OF | SF | AF | PF;
            case ANDN, BLSI, BLSMSK, BLSR, BZHI -> AF | PF;
            case BEXTR -> SF | AF | PF;
            case DAA, DAS -> OF;
            case AAA, AAS -> OF | SF | ZF | PF;
            case AAM, AAD -> OF | AF | CF;
            case ROL, ROR, RCL, RCR -> overflowAfter(count(i, i.second(), before));
            case SHL, SHR, SAR -> afterShift(count(i, i.second(), before));
            case SHLD, SHRD -> isBeyondOperand(i, before) ? ARITHMETIC : afterShift(count(i, i.third(), before));
            default -> 0;
        };
    }

    /** Whether what an instruction leaves in its destination is undefined. */
    public static boolean destination(Instruction i, Cpu before) {
        return switch (i.operation()) {
            case BSWAP -> i.operandSize() == 2;
            case SHLD, SHRD -> isBeyondOperand(i, before);
            case RDRAND, RDSEED -> true;
            default -> false;
        };
    }

    private static boolean isBeyondOperand(Instruction i, Cpu before) {
        return count(i, i.third(), before) > 8 * i.operandSize();
    }

    private static int count(Instruction i, int operand, Cpu before) {
        long value = operand == Instruction.IMMEDIATE ? i.immediate() : before.gpr[operand];
        return (int) value & (i.operandSize() == 8 ? 63 : 31);
    }

    private static long overflowAfter(int count) {
        return count > 1 ? OF : 0;
    }

    private static long afterShift(int count) {
        return count == 0 ? 0 : AF | overflowAfter(count);
    }
}
