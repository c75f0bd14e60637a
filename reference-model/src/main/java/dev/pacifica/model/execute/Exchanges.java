package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;

/** XCHG, XADD, CMPXCHG, CMPXCHG8B and CMPXCHG16B. Nothing but a fault keeps them from writing a destination in memory. */
public final class Exchanges {
    private Exchanges() {}

    public static void xchg(Instruction i, Execution x) {
        int size = i.operandSize();
        long first = x.readForUpdate(i);
        long second = x.readSecond(i);
        x.write(i, second);
        x.write(i, i.second(), size, first);
    }

    public static void xadd(Instruction i, Execution x) {
        int size = i.operandSize();
        long a = x.readForUpdate(i);
        long b = x.readSecond(i);
        long result = a + b & Execution.mask(size);
        if (Instruction.isMemory(i.first())) {
            x.write(i, result);
            x.write(i, i.second(), size, a);
        } else {
            x.write(i, i.second(), size, a);
            x.write(i, result);
        }
        x.setArithmetic(Alu.addFlags(a, b, result, size));
    }

    /** The destination is written in any case, so it is checked for writing in any case. */
    public static void cmpxchg(Instruction i, Execution x) {
        int size = i.operandSize();
        long destination = x.readForUpdate(i);
        long accumulator = x.cpu.gpr[Cpu.RAX] & Execution.mask(size);
        boolean equal = accumulator == destination;
        if (equal) {
            x.write(i, x.readSecond(i));
        } else {
            if (Instruction.isMemory(i.first())) {
                x.write(i, destination);
            }
            x.writeRegister(Cpu.RAX, size, destination);
        }
        long difference = accumulator - destination & Execution.mask(size);
        x.setArithmetic(Alu.subtractFlags(accumulator, destination, difference, size));
    }

    public static void cmpxchg8b(Instruction i, Execution x) {
        compareExchangePair(x, x.memory.linear(i.segment(), x.address(i), 8, true), 4);
    }

    /** The memory operand is aligned to 16 bytes, or #GP(0). */
    public static void cmpxchg16b(Instruction i, Execution x) {
        long linear = x.memory.linear(i.segment(), x.address(i), 16, true);
        if ((linear & 15) != 0) {
            throw x.fault(ExceptionVector.GP);
        }
        compareExchangePair(x, linear, 8);
    }

    private static void compareExchangePair(Execution x, long linear, int half) {
        Access access = Access.write(x.cpu.cpl);
        x.linearMemory.check(linear, 2 * half, access);
        long[] gpr = x.cpu.gpr;
        long mask = Execution.mask(half);
        long lowValue = x.linearMemory.read(linear, half, access);
        long highValue = x.linearMemory.read(linear + half, half, access);
        boolean equal = lowValue == (gpr[Cpu.RAX] & mask) && highValue == (gpr[Cpu.RDX] & mask);
        x.linearMemory.write(linear, half, equal ? gpr[Cpu.RBX] : lowValue, access);
        x.linearMemory.write(linear + half, half, equal ? gpr[Cpu.RCX] : highValue, access);
        if (equal) {
            x.cpu.rflags |= Rflags.ZF;
        } else {
            x.writeRegister(Cpu.RAX, half, lowValue);
            x.writeRegister(Cpu.RDX, half, highValue);
            x.cpu.rflags &= ~Rflags.ZF;
        }
    }
}
