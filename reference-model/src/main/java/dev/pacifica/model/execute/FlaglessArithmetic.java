package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;

/** The shifts, the rotation and the multiplication of BMI2, which leave the flags alone. */
public final class FlaglessArithmetic {
    private FlaglessArithmetic() {}

    public static void rorx(Instruction i, Execution x) {
        BitManipulation.requireVex(x);
        long source = x.readSecond(i);
        int count = (int) i.immediate();
        x.write(i, i.operandSize() == 8 ? Long.rotateRight(source, count) : Integer.rotateRight((int) source, count));
    }

    public static void shlx(Instruction i, Execution x) {
        BitManipulation.requireVex(x);
        x.write(i, x.readSecond(i) << count(i, x));
    }

    public static void shrx(Instruction i, Execution x) {
        BitManipulation.requireVex(x);
        x.write(i, x.readSecond(i) >>> count(i, x));
    }

    public static void sarx(Instruction i, Execution x) {
        BitManipulation.requireVex(x);
        x.write(i, Execution.signExtend(x.readSecond(i), i.operandSize()) >> count(i, x));
    }

    private static int count(Instruction i, Execution x) {
        return (int) x.read(i, i.third(), 1) & 8 * i.operandSize() - 1;
    }

    /** RDX times the third operand; if both halves of the product go to one register, it keeps the high one. */
    public static void mulx(Instruction i, Execution x) {
        BitManipulation.requireVex(x);
        int size = i.operandSize();
        long a = x.cpu.gpr[Cpu.RDX] & Execution.mask(size);
        long b = x.read(i, i.third(), size);
        long low = a * b;
        x.write(i, i.second(), size, low);
        x.write(i, size == 8 ? Multiplication.unsignedHigh(a, b) : low >>> 32);
    }
}
