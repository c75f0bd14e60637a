package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.profile.Feature;
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

    public static void xlat(Instruction i, Execution x) {
        long offset = x.cpu.gpr[Cpu.RBX] + (x.cpu.gpr[Cpu.RAX] & 0xFF) & i.addressMask();
        x.writeRegister(Cpu.RAX, 1, x.memory.read(i.segment(), offset, 1));
    }

    /** The bytes of the operand change their order on the way. */
    public static void movbe(Instruction i, Execution x) {
        int size = i.operandSize();
        x.write(i, Long.reverseBytes(x.readSecond(i)) >>> 64 - 8 * size);
    }

    public static void lahf(Instruction i, Execution x) {
        requireLahf(x);
        x.write(i, Instruction.HIGH_BYTE, 1, x.cpu.rflags);
    }

    public static void sahf(Instruction i, Execution x) {
        requireLahf(x);
        long loaded = Rflags.CF | Rflags.PF | Rflags.AF | Rflags.ZF | Rflags.SF;
        long flags = x.cpu.gpr[Cpu.RAX] >>> 8;
        x.cpu.rflags = x.cpu.rflags & ~loaded | flags & loaded;
    }

    /** In 64-bit mode LAHF and SAHF are a feature. */
    private static void requireLahf(Execution x) {
        if (x.cpu.is64Bit() && !x.cpu.profile.has(Feature.LAHF_SAHF)) {
            throw x.fault(ExceptionVector.UD);
        }
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
