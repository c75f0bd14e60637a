package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
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
        long offset = x.address(i);
        long destination = x.memory.readForUpdate(i.segment(), offset, 8, i.isLocked());
        long[] gpr = x.cpu.gpr;
        boolean equal = destination == pair(gpr[Cpu.RDX], gpr[Cpu.RAX]);
        x.memory.write(i.segment(), offset, 8, equal ? pair(gpr[Cpu.RCX], gpr[Cpu.RBX]) : destination);
        settle(x, equal, 4, destination & 0xFFFF_FFFFL, destination >>> 32);
    }

    private static long pair(long high, long low) {
        return high << 32 | low & 0xFFFF_FFFFL;
    }

    /** The memory operand is aligned to 16 bytes, or #GP(0). */
    public static void cmpxchg16b(Instruction i, Execution x) {
        int segment = i.segment();
        long offset = x.address(i);
        if ((x.memory.unchecked(segment, offset) & 15) != 0) { // before it is found canonical, as media operands are
            throw x.fault(ExceptionVector.GP);
        }
        long low = x.memory.readForUpdate(segment, offset, 8, i.isLocked());
        long high = x.memory.readForUpdate(segment, offset + 8, 8, i.isLocked());
        long[] gpr = x.cpu.gpr;
        boolean equal = low == gpr[Cpu.RAX] && high == gpr[Cpu.RDX];
        x.memory.write(segment, offset, 8, equal ? gpr[Cpu.RBX] : low);
        x.memory.write(segment, offset + 8, 8, equal ? gpr[Cpu.RCX] : high);
        settle(x, equal, 8, low, high);
    }

    /** What is left to do when the destination has been written: ZF, or the accumulators. */
    private static void settle(Execution x, boolean equal, int half, long low, long high) {
        if (equal) {
            x.cpu.rflags |= Rflags.ZF;
        } else {
            x.writeRegister(Cpu.RAX, half, low);
            x.writeRegister(Cpu.RDX, half, high);
            x.cpu.rflags &= ~Rflags.ZF;
        }
    }
}
