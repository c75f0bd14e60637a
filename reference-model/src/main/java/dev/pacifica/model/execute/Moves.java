package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;

/** MOV and its relatives. */
public final class Moves {
    private Moves() {}

    public static void mov(Instruction i, Execution x) {
        x.write(i, x.readSecond(i));
    }

    public static void movzx(Instruction i, Execution x) {
        x.write(i, x.read(i, i.second(), i.secondSize()));
    }

    /** MOVSX and MOVSXD. */
    public static void movsx(Instruction i, Execution x) {
        x.write(i, Execution.signExtend(x.read(i, i.second(), i.secondSize()), i.secondSize()));
    }

    /** The source is read, and a 32-bit destination cleared above, even if the condition does not hold. */
    public static void cmovcc(Instruction i, Execution x) {
        long source = x.readSecond(i);
        x.write(i, x.condition(i.opcode()) ? source : x.read(i, i.first(), i.operandSize()));
    }

    public static void lea(Instruction i, Execution x) {
        x.write(i, x.address(i));
    }

    public static void xchg(Instruction i, Execution x) {
        int size = i.operandSize();
        long first = x.readForUpdate(i);
        long second = x.readSecond(i);
        x.write(i, second);
        x.write(i, i.second(), size, first);
    }

    public static void xlat(Instruction i, Execution x) {
        long offset = x.cpu.gpr[Cpu.RBX] + (x.cpu.gpr[Cpu.RAX] & 0xFF) & i.addressMask();
        x.writeRegister(Cpu.RAX, 1, x.memory.read(i.segment(), offset, 1));
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

    /** CMPXCHG8B; with REX.W CMPXCHG16B, whose operand must be aligned. */
    public static void cmpxchg8b(Instruction i, Execution x) {
        compareExchangePair(i, x, 4);
    }

    /** The memory operand is aligned to 16 bytes, or #GP(0). */
    public static void cmpxchg16b(Instruction i, Execution x) {
        compareExchangePair(i, x, 8);
    }

    private static void compareExchangePair(Instruction i, Execution x, int half) {
        int segment = i.segment();
        long offset = x.address(i);
        long high = offset + half & i.addressMask();
        if (half == 8 && (offset & 15) != 0) {
            throw x.fault(ExceptionVector.GP);
        }
        x.memory.checkWrite(segment, offset, 8); // as one access: 16 bytes, being aligned, lie in one page
        long[] gpr = x.cpu.gpr;
        long mask = Execution.mask(half);
        long lowValue = x.memory.read(segment, offset, half);
        long highValue = x.memory.read(segment, high, half);
        boolean equal = lowValue == (gpr[Cpu.RAX] & mask) && highValue == (gpr[Cpu.RDX] & mask);
        x.memory.write(segment, offset, half, equal ? gpr[Cpu.RBX] : lowValue);
        x.memory.write(segment, high, half, equal ? gpr[Cpu.RCX] : highValue);
        if (equal) {
            x.cpu.rflags |= Rflags.ZF;
        } else {
            x.writeRegister(Cpu.RAX, half, lowValue);
            x.writeRegister(Cpu.RDX, half, highValue);
            x.cpu.rflags &= ~Rflags.ZF;
        }
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

    public static void lahf(Instruction i, Execution x) {
        x.write(i, Instruction.HIGH_BYTE, 1, x.cpu.rflags);
    }

    public static void sahf(Instruction i, Execution x) {
        long loaded = Rflags.CF | Rflags.PF | Rflags.AF | Rflags.ZF | Rflags.SF;
        long flags = x.cpu.gpr[Cpu.RAX] >>> 8;
        x.cpu.rflags = x.cpu.rflags & ~loaded | flags & loaded;
    }

    public static void movFromSegment(Instruction i, Execution x) {
        if (i.second() > Cpu.GS) {
            throw x.fault(ExceptionVector.UD);
        }
        x.write(i, x.cpu.segments[i.second()].selector);
    }

    public static void movToSegment(Instruction i, Execution x) {
        if (x.freedom.decide(SEGM_29, i.first() == Cpu.CS) || i.first() > Cpu.GS) {
            throw x.fault(ExceptionVector.UD);
        }
        x.loader.load(i.first(), (int) x.read(i, i.second(), 2));
        if (x.freedom.decide(SEGM_28, i.first() == Cpu.SS)) {
            x.cpu.interruptShadow = true;
            x.cpu.stackShadow = true;
        }
    }

    /** LES, LDS, LSS, LFS, LGS: offset and selector from memory. */
    public static Semantics loadFarPointer(int segment) {
        return (i, x) -> {
            int size = Math.min(i.operandSize(), 4); // there is no m16:64 (SEGM-50)
            long offset = x.address(i);
            long value = x.memory.read(i.segment(), offset, size);
            int selector = (int) x.memory.read(i.segment(), offset + size & i.addressMask(), 2);
            x.loader.load(segment, selector);
            x.write(i, value);
        };
    }
}
