package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;

/** String instructions, one iteration a step; with a repeat prefix rIP stays until the last one. */
public final class Strings {
    private Strings() {}

    public static void movs(Instruction i, Execution x) {
        if (isFinished(i, x)) {
            return;
        }
        long value = x.memory.read(i.segment(), pointer(i, x, Cpu.RSI), i.operandSize());
        x.memory.write(Cpu.ES, pointer(i, x, Cpu.RDI), i.operandSize(), value);
        advance(i, x, Cpu.RSI);
        advance(i, x, Cpu.RDI);
        repeat(i, x);
    }

    public static void stos(Instruction i, Execution x) {
        if (isFinished(i, x)) {
            return;
        }
        x.memory.write(Cpu.ES, pointer(i, x, Cpu.RDI), i.operandSize(), x.cpu.gpr[Cpu.RAX]);
        advance(i, x, Cpu.RDI);
        repeat(i, x);
    }

    public static void lods(Instruction i, Execution x) {
        if (isFinished(i, x)) {
            return;
        }
        long value = x.memory.read(i.segment(), pointer(i, x, Cpu.RSI), i.operandSize());
        x.writeRegister(Cpu.RAX, i.operandSize(), value);
        advance(i, x, Cpu.RSI);
        repeat(i, x);
    }

    public static void scas(Instruction i, Execution x) {
        if (isFinished(i, x)) {
            return;
        }
        long value = x.memory.read(Cpu.ES, pointer(i, x, Cpu.RDI), i.operandSize());
        compare(i, x, x.cpu.gpr[Cpu.RAX] & Execution.mask(i.operandSize()), value);
        advance(i, x, Cpu.RDI);
        repeatWhileZero(i, x);
    }

    public static void cmps(Instruction i, Execution x) {
        if (isFinished(i, x)) {
            return;
        }
        long first = x.memory.read(i.segment(), pointer(i, x, Cpu.RSI), i.operandSize());
        long second = x.memory.read(Cpu.ES, pointer(i, x, Cpu.RDI), i.operandSize());
        compare(i, x, first, second);
        advance(i, x, Cpu.RSI);
        advance(i, x, Cpu.RDI);
        repeatWhileZero(i, x);
    }

    private static void compare(Instruction i, Execution x, long a, long b) {
        int size = i.operandSize();
        x.setArithmetic(Alu.subtractFlags(a, b, a - b & Execution.mask(size), size));
    }

    /** Whether a repeat prefix finds a count of zero. */
    static boolean isFinished(Instruction i, Execution x) {
        return i.repeat() != 0 && (x.cpu.gpr[Cpu.RCX] & i.addressMask()) == 0;
    }

    static long pointer(Instruction i, Execution x, int register) {
        return x.cpu.gpr[register] & i.addressMask();
    }

    static void advance(Instruction i, Execution x, int register) {
        long step = x.cpu.isSet(Rflags.DF) ? -i.operandSize() : i.operandSize();
        x.writeRegister(register, i.addressSize(), x.cpu.gpr[register] + step);
    }

    /** Counts down; stays at the instruction while iterations remain. */
    static void repeat(Instruction i, Execution x) {
        if (i.repeat() != 0 && countDown(i, x) != 0) {
            x.cpu.nextRip = x.cpu.rip;
            x.cpu.iterated();
        }
    }

    /** As {@link #repeat}, but ends when ZF differs from what the prefix asks for. */
    private static void repeatWhileZero(Instruction i, Execution x) {
        boolean goesOn = x.cpu.isSet(Rflags.ZF) == (i.repeat() == Instruction.REP);
        if (i.repeat() != 0 && countDown(i, x) != 0 && goesOn) {
            x.cpu.nextRip = x.cpu.rip;
            x.cpu.iterated();
        }
    }

    private static long countDown(Instruction i, Execution x) {
        long count = x.cpu.gpr[Cpu.RCX] - 1 & i.addressMask();
        x.writeRegister(Cpu.RCX, i.addressSize(), count);
        return count;
    }
}
