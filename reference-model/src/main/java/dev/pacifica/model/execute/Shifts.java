package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Rflags;

/**
 * Shifts and rotates. A count of zero, after masking, changes no flag. OF is defined for counts of 1 only; for others it
 * gets what the same formula gives. AF is undefined after shifts, here 0.
 */
public final class Shifts {
    private Shifts() {}

    /** What a shift or rotate does to its first operand, {@code a}, given a count that is not zero after masking. */
    private interface Body {
        void shift(Instruction i, Execution x, long a, int count);
    }

    private static void byCount(Instruction i, Execution x, int countOperand, Body body) {
        int count = (int) x.read(i, countOperand, 1) & (i.operandSize() == 8 ? 63 : 31);
        long a = x.readForUpdate(i);
        if (count != 0) {
            body.shift(i, x, a, count);
        } else if (!Instruction.isMemory(i.first()) && i.operandSize() == 4) {
            x.write(i, a); // no flag changes, but a 32-bit register is still cleared above
        }
    }

    public static void shl(Instruction i, Execution x) {
        byCount(i, x, i.second(), Shifts::shlBy);
    }

    private static void shlBy(Instruction i, Execution x, long a, int count) {
        int bits = 8 * i.operandSize();
        long result = a << count & Execution.mask(i.operandSize());
        long carry = count <= bits ? a >>> bits - count & 1 : 0;
        finish(i, x, result, carry, result >>> bits - 1 & 1 ^ carry);
    }

    public static void shr(Instruction i, Execution x) {
        byCount(i, x, i.second(), Shifts::shrBy);
    }

    private static void shrBy(Instruction i, Execution x, long a, int count) {
        finish(i, x, a >>> count, a >>> count - 1 & 1, a >>> 8 * i.operandSize() - 1 & 1);
    }

    public static void sar(Instruction i, Execution x) {
        byCount(i, x, i.second(), Shifts::sarBy);
    }

    private static void sarBy(Instruction i, Execution x, long operand, int count) {
        long a = Execution.signExtend(operand, i.operandSize());
        finish(i, x, a >> count & Execution.mask(i.operandSize()), a >> count - 1 & 1, 0);
    }

    public static void shld(Instruction i, Execution x) {
        byCount(i, x, i.third(), Shifts::shldBy);
    }

    private static void shldBy(Instruction i, Execution x, long a, int count) {
        int bits = 8 * i.operandSize();
        long b = x.readSecond(i);
        int effective = count % bits; // a count beyond the operand gives an undefined result (16 bits only)
        long result = effective == 0 ? b : (a << effective | b >>> bits - effective) & Execution.mask(i.operandSize());
        long carry = (effective == 0 ? a : a >>> bits - effective) & 1;
        finish(i, x, result, carry, (a ^ result) >>> bits - 1 & 1);
    }

    public static void shrd(Instruction i, Execution x) {
        byCount(i, x, i.third(), Shifts::shrdBy);
    }

    private static void shrdBy(Instruction i, Execution x, long a, int count) {
        int bits = 8 * i.operandSize();
        long b = x.readSecond(i);
        int effective = count % bits;
        long result = effective == 0 ? b : (a >>> effective | b << bits - effective) & Execution.mask(i.operandSize());
        long carry = (effective == 0 ? a >>> bits - 1 : a >>> effective - 1) & 1;
        finish(i, x, result, carry, (a ^ result) >>> bits - 1 & 1);
    }

    private static void finish(Instruction i, Execution x, long result, long carry, long overflow) {
        x.write(i, result);
        x.setArithmetic(Alu.resultFlags(result, i.operandSize()) | carry | overflow << 11);
    }

    public static void rol(Instruction i, Execution x) {
        byCount(i, x, i.second(), Shifts::rolBy);
    }

    private static void rolBy(Instruction i, Execution x, long a, int count) {
        long result = rotateLeft(a, count, 8 * i.operandSize());
        x.write(i, result);
        long carry = result & 1;
        setCarryAndOverflow(x, carry, result >>> 8 * i.operandSize() - 1 & 1 ^ carry);
    }

    public static void ror(Instruction i, Execution x) {
        byCount(i, x, i.second(), Shifts::rorBy);
    }

    private static void rorBy(Instruction i, Execution x, long a, int count) {
        int bits = 8 * i.operandSize();
        long result = rotateLeft(a, bits - count % bits, bits);
        x.write(i, result);
        long top = result >>> bits - 1 & 1;
        setCarryAndOverflow(x, top, top ^ result >>> bits - 2 & 1);
    }

    private static long rotateLeft(long a, int count, int bits) {
        int effective = count % bits;
        return effective == 0 ? a : (a << effective | a >>> bits - effective) & Execution.mask(bits / 8);
    }

    public static void rcl(Instruction i, Execution x) {
        byCount(i, x, i.second(), Shifts::rclBy);
    }

    private static void rclBy(Instruction i, Execution x, long a, int count) {
        int bits = 8 * i.operandSize();
        long result = a;
        long carry = x.cpu.rflags & Rflags.CF;
        for (int n = count % (bits + 1); n > 0; n--) {
            long out = result >>> bits - 1 & 1;
            result = (result << 1 | carry) & Execution.mask(i.operandSize());
            carry = out;
        }
        x.write(i, result);
        setCarryAndOverflow(x, carry, result >>> bits - 1 & 1 ^ carry);
    }

    public static void rcr(Instruction i, Execution x) {
        byCount(i, x, i.second(), Shifts::rcrBy);
    }

    private static void rcrBy(Instruction i, Execution x, long a, int count) {
        int bits = 8 * i.operandSize();
        long result = a;
        long carry = x.cpu.rflags & Rflags.CF;
        for (int n = count % (bits + 1); n > 0; n--) {
            long out = result & 1;
            result = result >>> 1 | carry << bits - 1;
            carry = out;
        }
        x.write(i, result);
        setCarryAndOverflow(x, carry, (result >>> bits - 1 ^ result >>> bits - 2) & 1);
    }

    private static void setCarryAndOverflow(Execution x, long carry, long overflow) {
        x.cpu.rflags = x.cpu.rflags & ~(Rflags.CF | Rflags.OF) | carry | overflow << 11;
    }
}
