package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;

/** ADD to CMP, ADCX and ADOX, TEST, NOT, NEG, INC, DEC and the conversions of the accumulator. */
public final class Arithmetic {
    private Arithmetic() {}

    public static void add(Instruction i, Execution x) {
        addWithCarry(i, x, 0);
    }

    public static void adc(Instruction i, Execution x) {
        addWithCarry(i, x, x.cpu.rflags & Rflags.CF);
    }

    private static void addWithCarry(Instruction i, Execution x, long carry) {
        int size = i.operandSize();
        long a = x.readForUpdate(i);
        long b = x.readSecond(i);
        long result = a + b + carry & Execution.mask(size);
        x.write(i, result);
        x.setArithmetic(Alu.addFlags(a, b, result, size));
    }

    public static void adcx(Instruction i, Execution x) {
        addWithOneFlag(i, x, Rflags.CF);
    }

    public static void adox(Instruction i, Execution x) {
        addWithOneFlag(i, x, Rflags.OF);
    }

    /** The flag is carry in and carry out, and no other flag changes: two chains of additions can be interleaved. */
    private static void addWithOneFlag(Instruction i, Execution x, long flag) {
        int size = i.operandSize();
        long a = x.readForUpdate(i);
        long b = x.readSecond(i);
        long result = a + b + (x.cpu.isSet(flag) ? 1 : 0) & Execution.mask(size);
        x.write(i, result);
        boolean carry = (Alu.addFlags(a, b, result, size) & Rflags.CF) != 0;
        x.cpu.rflags = carry ? x.cpu.rflags | flag : x.cpu.rflags & ~flag;
    }

    public static void sub(Instruction i, Execution x) {
        subtractWithBorrow(i, x, 0);
    }

    public static void sbb(Instruction i, Execution x) {
        subtractWithBorrow(i, x, x.cpu.rflags & Rflags.CF);
    }

    private static void subtractWithBorrow(Instruction i, Execution x, long borrow) {
        int size = i.operandSize();
        long a = x.readForUpdate(i);
        long b = x.readSecond(i);
        long result = a - b - borrow & Execution.mask(size);
        x.write(i, result);
        x.setArithmetic(Alu.subtractFlags(a, b, result, size));
    }

    public static void cmp(Instruction i, Execution x) {
        int size = i.operandSize();
        long a = x.read(i, i.first(), size);
        long b = x.readSecond(i);
        x.setArithmetic(Alu.subtractFlags(a, b, a - b & Execution.mask(size), size));
    }

    public static void and(Instruction i, Execution x) {
        logic(i, x, x.readForUpdate(i) & x.readSecond(i));
    }

    public static void or(Instruction i, Execution x) {
        logic(i, x, x.readForUpdate(i) | x.readSecond(i));
    }

    public static void xor(Instruction i, Execution x) {
        logic(i, x, x.readForUpdate(i) ^ x.readSecond(i));
    }

    private static void logic(Instruction i, Execution x, long result) {
        x.write(i, result);
        x.setArithmetic(Alu.resultFlags(result, i.operandSize())); // AF is undefined, here 0
    }

    public static void test(Instruction i, Execution x) {
        int size = i.operandSize();
        x.setArithmetic(Alu.resultFlags(x.read(i, i.first(), size) & x.readSecond(i), size));
    }

    public static void not(Instruction i, Execution x) {
        x.write(i, ~x.readForUpdate(i));
    }

    public static void neg(Instruction i, Execution x) {
        int size = i.operandSize();
        long a = x.readForUpdate(i);
        long result = -a & Execution.mask(size);
        x.write(i, result);
        x.setArithmetic(Alu.subtractFlags(0, a, result, size));
    }

    public static void inc(Instruction i, Execution x) {
        int size = i.operandSize();
        long a = x.readForUpdate(i);
        long result = a + 1 & Execution.mask(size);
        x.write(i, result);
        keepCarry(x, Alu.addFlags(a, 1, result, size));
    }

    public static void dec(Instruction i, Execution x) {
        int size = i.operandSize();
        long a = x.readForUpdate(i);
        long result = a - 1 & Execution.mask(size);
        x.write(i, result);
        keepCarry(x, Alu.subtractFlags(a, 1, result, size));
    }

    private static void keepCarry(Execution x, long flags) {
        x.setArithmetic(flags & ~Rflags.CF | x.cpu.rflags & Rflags.CF);
    }

    /** CBW, CWDE, CDQE. */
    public static void convertInAccumulator(Instruction i, Execution x) {
        int size = i.operandSize();
        x.writeRegister(Cpu.RAX, size, Execution.signExtend(x.cpu.gpr[Cpu.RAX], size / 2));
    }

    /** CWD, CDQ, CQO. */
    public static void convertToData(Instruction i, Execution x) {
        int size = i.operandSize();
        x.writeRegister(Cpu.RDX, size, Execution.signExtend(x.cpu.gpr[Cpu.RAX], size) >> 63);
    }
}
