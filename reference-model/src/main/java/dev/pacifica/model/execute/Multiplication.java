package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;
import java.math.BigInteger;

/** MUL, IMUL, DIV and IDIV. The double-width operand is RDX:RAX, or AX for bytes. */
public final class Multiplication {
    private Multiplication() {}

    public static void mul(Instruction i, Execution x) {
        int size = i.operandSize();
        long a = x.cpu.gpr[Cpu.RAX] & Execution.mask(size);
        long b = x.read(i, i.first(), size);
        long low = a * b;
        long high = size == 8 ? unsignedHigh(a, b) : low >>> 8 * size;
        writeDouble(x, size, low, high);
        setFlags(x, low, size, (high & Execution.mask(size)) != 0);
    }

    public static void imul(Instruction i, Execution x) {
        int size = i.operandSize();
        long a = Execution.signExtend(x.cpu.gpr[Cpu.RAX], size);
        long b = Execution.signExtend(x.read(i, i.first(), size), size);
        long low = a * b;
        long high = size == 8 ? Math.multiplyHigh(a, b) : low >> 8 * size;
        writeDouble(x, size, low, high);
        setFlags(x, low, size, overflows(low, high, size));
    }

    /** IMUL reg, reg/mem. */
    public static void imul2(Instruction i, Execution x) {
        product(i, x, x.read(i, i.first(), i.operandSize()), x.readSecond(i));
    }

    /** IMUL reg, reg/mem, imm. */
    public static void imul3(Instruction i, Execution x) {
        product(i, x, x.readSecond(i), i.immediate());
    }

    private static void product(Instruction i, Execution x, long first, long second) {
        int size = i.operandSize();
        long a = Execution.signExtend(first, size);
        long b = Execution.signExtend(second, size);
        long low = a * b;
        long high = size == 8 ? Math.multiplyHigh(a, b) : low >> 8 * size;
        x.write(i, low);
        setFlags(x, low, size, overflows(low, high, size));
    }

    private static boolean overflows(long low, long high, int size) {
        return size == 8 ? high != low >> 63 : low != Execution.signExtend(low, size);
    }

    static long unsignedHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** SF, ZF, AF and PF are undefined, here those of the lower half. */
    private static void setFlags(Execution x, long low, int size, boolean overflow) {
        long flags = Alu.resultFlags(low & Execution.mask(size), size);
        x.setArithmetic(overflow ? flags | Rflags.CF | Rflags.OF : flags);
    }

    private static void writeDouble(Execution x, int size, long low, long high) {
        if (size == 1) {
            x.writeRegister(Cpu.RAX, 2, low & 0xFF | (high & 0xFF) << 8);
        } else {
            x.writeRegister(Cpu.RAX, size, low);
            x.writeRegister(Cpu.RDX, size, high);
        }
    }

    public static void div(Instruction i, Execution x) {
        int size = i.operandSize();
        long divisor = x.read(i, i.first(), size);
        long mask = Execution.mask(size);
        long low = x.cpu.gpr[Cpu.RAX] & mask;
        long high = (size == 1 ? x.cpu.gpr[Cpu.RAX] >>> 8 : x.cpu.gpr[Cpu.RDX]) & mask;
        if (Long.compareUnsigned(high, divisor) >= 0) {
            throw x.fault(ExceptionVector.DE); // also for divisor 0
        }
        if (size == 8) {
            divideWide(x, high, low, divisor);
            return;
        }
        long dividend = high << 8 * size | low;
        writeQuotient(x, size, Long.divideUnsigned(dividend, divisor), Long.remainderUnsigned(dividend, divisor));
    }

    private static void divideWide(Execution x, long high, long low, long divisor) {
        long quotient = 0;
        long remainder = high;
        for (int bit = 63; bit >= 0; bit--) {
            boolean carry = remainder < 0;
            remainder = remainder << 1 | low >>> bit & 1;
            if (carry || Long.compareUnsigned(remainder, divisor) >= 0) {
                remainder -= divisor;
                quotient |= 1L << bit;
            }
        }
        writeQuotient(x, 8, quotient, remainder);
    }

    public static void idiv(Instruction i, Execution x) {
        int size = i.operandSize();
        long divisor = Execution.signExtend(x.read(i, i.first(), size), size);
        if (divisor == 0) {
            throw x.fault(ExceptionVector.DE);
        }
        if (size == 8) {
            divideWideSigned(x, x.cpu.gpr[Cpu.RDX], x.cpu.gpr[Cpu.RAX], divisor);
            return;
        }
        long rax = x.cpu.gpr[Cpu.RAX];
        long dividend = size == 1
                ? Execution.signExtend(rax, 2)
                : Execution.signExtend(x.cpu.gpr[Cpu.RDX] << 8 * size | rax & Execution.mask(size), 2 * size);
        // The one case in which the division itself overflows 64 bits cannot give a quotient that fits.
        long quotient = dividend / divisor;
        if (quotient != Execution.signExtend(quotient, size) || dividend == Long.MIN_VALUE && divisor == -1) {
            throw x.fault(ExceptionVector.DE);
        }
        writeQuotient(x, size, quotient, dividend % divisor);
    }

    private static void divideWideSigned(Execution x, long high, long low, long divisor) {
        BigInteger dividend = BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
        BigInteger[] parts = dividend.divideAndRemainder(BigInteger.valueOf(divisor));
        if (parts[0].bitLength() > 63) {
            throw x.fault(ExceptionVector.DE);
        }
        writeQuotient(x, 8, parts[0].longValue(), parts[1].longValue());
    }

    private static void writeQuotient(Execution x, int size, long quotient, long remainder) {
        if (size == 1) {
            x.writeRegister(Cpu.RAX, 2, quotient & 0xFF | (remainder & 0xFF) << 8);
        } else {
            x.writeRegister(Cpu.RAX, size, quotient);
            x.writeRegister(Cpu.RDX, size, remainder);
        }
    }
}
