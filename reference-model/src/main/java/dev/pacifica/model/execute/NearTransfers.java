package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.BranchRecord;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;

/** Transfers inside the code segment (SEGM-40, SEGM-41). */
public final class NearTransfers {
    private NearTransfers() {}

    /** The target in the operand size, checked. A target that is not canonical faults at the branch (SEGM-40). */
    private static long target(Execution x, long rip, int size) {
        long target = rip & Execution.mask(size);
        if (x.freedom.decide(SEGM_40, isBeyondCode(x, target))) {
            throw x.fault(ExceptionVector.GP);
        }
        return target;
    }

    private static boolean isBeyondCode(Execution x, long target) {
        return x.cpu.is64Bit() ? !x.cpu.isCanonical(target) : target > (x.cpu.cs.limit & 0xFFFF_FFFFL);
    }

    private static long relative(Instruction i, Execution x) {
        return target(x, x.cpu.nextRip + i.immediate(), i.operandSize());
    }

    public static void jmp(Instruction i, Execution x) {
        BranchRecord.transfer(x.cpu, relative(i, x));
    }

    public static void jmpIndirect(Instruction i, Execution x) {
        BranchRecord.transfer(x.cpu, target(x, x.read(i, i.first(), i.operandSize()), i.operandSize()));
    }

    public static void jcc(Instruction i, Execution x) {
        if (x.condition(i.opcode())) {
            BranchRecord.transfer(x.cpu, relative(i, x));
        }
    }

    public static void call(Instruction i, Execution x) {
        call(i, x, x.cpu.nextRip + i.immediate());
    }

    public static void callIndirect(Instruction i, Execution x) {
        call(i, x, x.read(i, i.first(), i.operandSize()));
    }

    /** A fault of the stack comes before one of the target (the manual does not say; processors do so). */
    private static void call(Instruction i, Execution x, long rip) {
        int size = i.operandSize();
        long target = rip & Execution.mask(size);
        if (x.freedom.decide(SEGM_40, isBeyondCode(x, target))) {
            x.checkPush(size);
            throw x.fault(ExceptionVector.GP);
        }
        x.push(x.cpu.nextRip, size);
        BranchRecord.transfer(x.cpu, target);
    }

    public static void ret(Instruction i, Execution x) {
        int size = i.operandSize();
        BranchRecord.transfer(x.cpu, target(x, x.peek(0, size), size));
        x.release(size + (i.opcode() == 0xC2 ? i.immediate() : 0));
    }

    public static void loop(Instruction i, Execution x) {
        loopIf(i, x, true);
    }

    public static void loope(Instruction i, Execution x) {
        loopIf(i, x, x.cpu.isSet(Rflags.ZF));
    }

    public static void loopne(Instruction i, Execution x) {
        loopIf(i, x, !x.cpu.isSet(Rflags.ZF));
    }

    private static void loopIf(Instruction i, Execution x, boolean condition) {
        long count = x.cpu.gpr[Cpu.RCX] - 1 & i.addressMask();
        if (count != 0 && condition) {
            BranchRecord.transfer(x.cpu, relative(i, x));
        }
        x.writeRegister(Cpu.RCX, i.addressSize(), count);
    }

    public static void jrcxz(Instruction i, Execution x) {
        if ((x.cpu.gpr[Cpu.RCX] & i.addressMask()) == 0) {
            BranchRecord.transfer(x.cpu, relative(i, x));
        }
    }
}
