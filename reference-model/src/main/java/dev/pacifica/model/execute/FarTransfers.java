package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.NotModelled;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;

/** Far JMP, CALL and RET (SEGM-50 to SEGM-59). Call gates are not modelled yet. */
public final class FarTransfers {
    private FarTransfers() {}

    public static void jmp(Instruction i, Execution x) {
        jmp(x, i.immediate2(), i.immediate());
    }

    public static void jmpIndirect(Instruction i, Execution x) {
        jmp(x, selectorInMemory(i, x), offsetInMemory(i, x));
    }

    private static void jmp(Execution x, int selector, long offset) {
        if (!x.cpu.isProtected()) {
            jmpReal(x, selector, offset);
            return;
        }
        if (switchesTask(x, selector, false)) {
            return;
        }
        Descriptor code = checkedTarget(x, selector, offset);
        enter(x, selector, code, x.cpu.cpl, offset);
    }

    public static void call(Instruction i, Execution x) {
        call(x, i.immediate2(), i.immediate(), i.operandSize());
    }

    public static void callIndirect(Instruction i, Execution x) {
        call(x, selectorInMemory(i, x), offsetInMemory(i, x), i.operandSize());
    }

    private static void call(Execution x, int selector, long offset, int size) {
        if (x.cpu.isProtected() && switchesTask(x, selector, true)) {
            return;
        }
        Descriptor code = x.cpu.isProtected() ? checkedTarget(x, selector, offset) : null;
        long rsp = x.cpu.gpr[Cpu.RSP];
        try {
            x.push(x.cpu.cs.selector, size);
            x.push(x.cpu.nextRip, size);
        } catch (RuntimeException signal) {
            x.cpu.gpr[Cpu.RSP] = rsp;
            throw signal;
        }
        if (code != null) {
            enter(x, selector, code, x.cpu.cpl, offset);
        } else {
            jmpReal(x, selector, offset);
        }
    }

    /** Whether the target is a TSS or a task gate, and then the switch (SEGM-59). */
    private static boolean switchesTask(Execution x, int selector, boolean call) {
        if (x.cpu.isLongMode() || DescriptorTables.isNull(selector)) {
            return false;
        }
        Descriptor target = x.tables.read(selector);
        boolean isTask = EventDelivery.isTask(target);
        if (isTask) {
            x.delivery.transferToTask(selector, target, call);
        }
        return isTask;
    }

    /** The offset of a far pointer in memory: at most 32 bits (SEGM-50). */
    private static long offsetInMemory(Instruction i, Execution x) {
        return x.memory.read(i.segment(), x.address(i), Math.min(i.operandSize(), 4));
    }

    private static int selectorInMemory(Instruction i, Execution x) {
        long offset = x.address(i) + Math.min(i.operandSize(), 4) & i.addressMask();
        return (int) x.memory.read(i.segment(), offset, 2);
    }

    private static void jmpReal(Execution x, int selector, long offset) {
        if (x.freedom.decide(SEGM_58, offset > (x.cpu.cs.limit & 0xFFFF_FFFFL))) {
            throw x.fault(ExceptionVector.GP);
        }
        x.cpu.cs.selector = selector;
        x.cpu.cs.base = (long) selector << 4;
        x.cpu.nextRip = offset;
        x.cpu.updateMode();
    }

    /** The code descriptor of a direct far JMP or CALL, checked (SEGM-51 to SEGM-53). */
    private static Descriptor checkedTarget(Execution x, int selector, long offset) {
        if (x.freedom.decide(SEGM_51, DescriptorTables.isNull(selector))) {
            throw x.fault(ExceptionVector.GP);
        }
        Descriptor code = x.tables.read(selector);
        int error = DescriptorTables.errorCode(selector, 0);
        if (x.freedom.decide(SEGM_51, !code.isCode())) {
            refuseOrStop(x, code, error);
        }
        int cpl = x.cpu.cpl;
        boolean denied = code.isConforming() ? code.dpl() > cpl : code.dpl() != cpl || (selector & 3) > cpl;
        if (x.freedom.decide(SEGM_52, denied)) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        checkCode(x, code, error, offset);
        return x.tables.markAccessed(selector, code);
    }

    /** A system descriptor as target: a gate or a TSS (SEGM-54, SEGM-59), or a #GP. */
    private static void refuseOrStop(Execution x, Descriptor target, int error) {
        boolean callGate = !target.isCodeOrData() && (target.type() == 0xC || target.type() == 4);
        if (callGate && (!x.cpu.isLongMode() || target.type() == 0xC)) {
            throw new NotModelled("a far transfer through a call gate (type " + target.type() + ")");
        }
        throw x.cpu.fault(ExceptionVector.GP, error);
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
        x.cpu.nextRip = offset;
        x.cpu.updateMode();
    }

    public static void ret(Instruction i, Execution x) {
        int size = i.operandSize();
        long offset = x.peek(0, size);
        int selector = (int) x.peek(size, size) & 0xFFFF;
        long parameters = i.opcode() == 0xCA ? i.immediate() : 0;
        if (!x.cpu.isProtected()) {
            jmpReal(x, selector, offset);
            x.release(2L * size + parameters);
            return;
        }
        Descriptor code = returnTarget(x, selector, offset);
        if (x.freedom.decide(SEGM_57, (selector & 3) == x.cpu.cpl)) {
            enter(x, selector, code, x.cpu.cpl, offset);
            x.release(2L * size + parameters);
            return;
        }
        long rsp = x.peek(2L * size + parameters, size);
        int stack = (int) x.peek(3L * size + parameters, size) & 0xFFFF;
        returnOutward(x, selector, code, offset, stack, rsp + parameters);
    }

    /** The code descriptor of RET or IRET, checked (SEGM-57). */
    static Descriptor returnTarget(Execution x, int selector, long offset) {
        if (x.freedom.decide(SEGM_51, DescriptorTables.isNull(selector))) {
            throw x.fault(ExceptionVector.GP);
        }
        Descriptor code = x.tables.read(selector);
        int error = DescriptorTables.errorCode(selector, 0);
        int rpl = selector & 3;
        boolean denied =
                !code.isCode() || rpl < x.cpu.cpl || (code.isConforming() ? code.dpl() > rpl : code.dpl() != rpl);
        if (x.freedom.decide(SEGM_57, denied)) {
            throw x.cpu.fault(ExceptionVector.GP, error);
        }
        checkCode(x, code, error, offset);
        return x.tables.markAccessed(selector, code);
    }

    /** A return with a stack of its own: to less privileged code, or any IRET in 64-bit mode (SEGM-57, SEGM-62). */
    static void returnOutward(Execution x, int selector, Descriptor code, long offset, int stack, long rsp) {
        Cpu cpu = x.cpu;
        int rpl = selector & 3;
        boolean outward = rpl != cpu.cpl;
        boolean to64Bit = cpu.isLongMode() && code.isLong();
        x.loader.loadStack(stack, rpl, to64Bit);
        enter(x, selector, code, rpl, offset);
        x.writeRegister(Cpu.RSP, cpu.stackSize(), rsp);
        if (outward) {
            x.loader.dropInaccessible();
        }
    }
}
