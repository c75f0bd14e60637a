package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.BranchRecord;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;

/** Far JMP and CALL (SEGM-50 to SEGM-53, SEGM-58, SEGM-59); what they reach through call gates is in {@link CallGates}. */
public final class FarTransfers {
    private FarTransfers() {}

    public static void jmp(Instruction i, Execution x) {
        jmp(x, i.immediate2(), i.immediate());
    }

    public static void jmpIndirect(Instruction i, Execution x) {
        long offset = offsetInMemory(i, x); // read first: processors do so, the manual does not say
        jmp(x, selectorInMemory(i, x), offset);
    }

    private static void jmp(Execution x, int selector, long offset) {
        if (!x.cpu.isProtected()) {
            enterReal(x, selector, offset);
            return;
        }
        Descriptor target = target(x, selector);
        if (x.freedom.decide(SEGM_51, target.isCode())) {
            checkDirect(x, selector, target, offset);
            enter(x, selector, x.tables.markAccessed(selector, target), x.cpu.cpl, offset);
        } else if (isCallGate(x, target)) {
            CallGates.jmp(x, selector, gate(x, selector, target));
        } else {
            refuseOrSwitchTask(x, selector, target, false);
        }
    }

    public static void call(Instruction i, Execution x) {
        call(x, i.immediate2(), i.immediate(), i.operandSize());
    }

    public static void callIndirect(Instruction i, Execution x) {
        long offset = offsetInMemory(i, x);
        call(x, selectorInMemory(i, x), offset, i.operandSize());
    }

    private static void call(Execution x, int selector, long offset, int size) {
        if (!x.cpu.isProtected()) {
            checkReal(x, offset);
            pushReturn(x, size);
            enterReal(x, selector, offset);
            return;
        }
        Descriptor target = target(x, selector);
        if (x.freedom.decide(SEGM_51, target.isCode())) {
            checkDirect(x, selector, target, offset);
            checkReturn(x, size);
            Descriptor code = x.tables.markAccessed(selector, target);
            pushReturn(x, size);
            enter(x, selector, code, x.cpu.cpl, offset);
        } else if (isCallGate(x, target)) {
            CallGates.call(x, selector, gate(x, selector, target));
        } else {
            refuseOrSwitchTask(x, selector, target, true);
        }
    }

    /** Pushes CS and the next rIP: both or none. */
    static void pushReturn(Execution x, int size) {
        checkReturn(x, size);
        x.push(x.cpu.cs.selector, size);
        x.push(x.cpu.nextRip, size);
    }

    private static void checkReturn(Execution x, int size) {
        long mask = Execution.mask(x.cpu.stackSize());
        long rsp = x.cpu.gpr[Cpu.RSP];
        x.memory.checkWrite(Cpu.SS, rsp - size & mask, size);
        x.memory.checkWrite(Cpu.SS, rsp - 2L * size & mask, size);
    }

    /** The offset of a far pointer in memory: at most 32 bits (SEGM-50). */
    private static long offsetInMemory(Instruction i, Execution x) {
        return x.memory.read(i.segment(), x.address(i), Math.min(i.operandSize(), 4));
    }

    private static int selectorInMemory(Instruction i, Execution x) {
        long offset = x.address(i) + Math.min(i.operandSize(), 4) & i.addressMask();
        return (int) x.memory.read(i.segment(), offset, 2);
    }

    /** Real and virtual-8086 mode: no descriptor is used (SEGM-58). */
    static void enterReal(Execution x, int selector, long offset) {
        checkReal(x, offset);
        x.cpu.cs.selector = selector;
        x.cpu.cs.base = (long) selector << 4;
        BranchRecord.transfer(x.cpu, offset);
        x.cpu.updateMode();
    }

    private static void checkReal(Execution x, long offset) {
        if (x.freedom.decide(SEGM_58, offset > (x.cpu.cs.limit & 0xFFFF_FFFFL))) {
            throw x.fault(ExceptionVector.GP);
        }
    }

    /** The descriptor that a far JMP or CALL names (SEGM-51). */
    private static Descriptor target(Execution x, int selector) {
        if (x.freedom.decide(SEGM_51, DescriptorTables.isNull(selector))) {
            throw x.fault(ExceptionVector.GP);
        }
        return x.tables.read(selector);
    }

    /** Direct transfers keep the privilege level (SEGM-52, SEGM-53). */
    private static void checkDirect(Execution x, int selector, Descriptor code, long offset) {
        int error = DescriptorTables.errorCode(selector, 0);
        int cpl = x.cpu.cpl;
        boolean denied = code.isConforming() ? code.dpl() > cpl : code.dpl() != cpl || (selector & 3) > cpl;
        if (x.freedom.decide(SEGM_52, denied)) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        checkCode(x, code, error, offset);
    }

    /** In long mode the 64-bit gate only, which has the type of a 32-bit one (SEGM-51). */
    private static boolean isCallGate(Execution x, Descriptor target) {
        boolean isGate16 = target.type() == Descriptor.CALL_GATE_16 && !x.cpu.isLongMode();
        return !target.isCodeOrData() && (target.type() == Descriptor.CALL_GATE_32 || isGate16);
    }

    /** The call gate in full: 16 bytes in long mode (SEGM-12). */
    private static Descriptor gate(Execution x, int selector, Descriptor low) {
        if (!x.cpu.isLongMode()) {
            return low;
        }
        Descriptor gate = x.tables.readLong(selector);
        if (x.freedom.decide(SEGM_12, gate.isMalformed())) {
            throw x.cpu.fault(ExceptionVector.GP, DescriptorTables.errorCode(selector, 0));
        }
        return gate;
    }

    /** A target that is neither code nor a call gate: a task gate or a TSS outside long mode (SEGM-59), or a #GP. */
    private static void refuseOrSwitchTask(Execution x, int selector, Descriptor target, boolean isCall) {
        if (x.freedom.decide(SEGM_59, target.isTss() || target.isTaskGate()) && !x.cpu.isLongMode()) {
            x.delivery.transferToTask(selector, target, isCall);
            return;
        }
        throw x.cpu.fault(ExceptionVector.GP, DescriptorTables.errorCode(selector, 0));
    }

    /** What every new code segment must be: present, not both L and D; and the offset inside it (SEGM-52, SEGM-53). */
    static void checkCode(Execution x, Descriptor code, int error, long offset) {
        boolean longMode = x.cpu.isLongMode();
        if (x.freedom.decide(SEGM_01, longMode && code.isLong() && code.isBig())) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        if (x.freedom.decide(SEGM_52, !code.isPresent())) {
            throw x.cpu.fault(ExceptionVector.NP, error);
        }
        boolean outside =
                longMode && code.isLong() ? !x.cpu.isCanonical(offset) : offset > (code.limit() & 0xFFFF_FFFFL);
        if (x.freedom.decide(SEGM_53, outside)) {
            throw x.fault(ExceptionVector.GP);
        }
    }

    /** Commits a transfer to checked code; cannot fault. */
    static void enter(Execution x, int selector, Descriptor code, int cpl, long offset) {
        code.loadInto(x.cpu.cs, selector & ~3 | cpl);
        x.cpu.cpl = cpl;
        BranchRecord.transfer(x.cpu, offset);
        x.cpu.updateMode();
    }
}
