package dev.pacifica.model.event;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.segment.SegmentLoader;
import dev.pacifica.model.segment.SegmentedMemory;
import dev.pacifica.model.segment.TaskSegments;
import dev.pacifica.model.segment.TaskStateSegment;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.SegmentRegister;

/**
 * The task switch of legacy protected mode (APM2 12.3; SEGM-90 to SEGM-97): checks, the intercept, then the commit; what goes wrong
 * after the commit goes wrong in the new task.
 */
final class TaskSwitch {
    private static final int TASK_GATE = 5;
    private static final int BUSY = 2;
    /** L0 to L3 and LE. */
    private static final long DR7_LOCAL = 0x155;

    private static final long INFO_IRET = 1L << 36;
    private static final long INFO_JUMP = 1L << 38;
    private static final long INFO_ERROR_CODE = 1L << 44;
    private static final int INFO_RESUME_FLAG = 48;

    /** What starts a switch (SEGM-90). */
    private enum Initiator {
        JUMP,
        CALL,
        RETURN,
        EVENT;

        /** Whether the old task waits for the new one to return: it stays busy, and the new one gets link and NT. */
        boolean nests() {
            return this == CALL || this == EVENT;
        }
    }

    private final Cpu cpu;
    private final LinearMemory memory;
    private final DescriptorTables tables;
    private final TaskSegments segments;
    private final Freedom freedom;
    private final SegmentRegister incoming = new SegmentRegister();
    private Interception interception = Interception.NONE;
    private boolean trapDue;

    TaskSwitch(Cpu cpu, LinearMemory memory, DescriptorTables tables, SegmentLoader loader, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.tables = tables;
        this.segments = new TaskSegments(cpu, tables, loader, freedom);
        this.freedom = freedom;
    }

    void setInterception(Interception interception) {
        this.interception = interception;
    }

    /** Whether a descriptor that a far JMP or CALL names is a TSS or a task gate (SEGM-59). */
    static boolean isTask(Descriptor target) {
        return !target.isCodeOrData() && (target.type() == TASK_GATE || isTss(target));
    }

    private static boolean isTss(Descriptor descriptor) {
        return !descriptor.isCodeOrData() && (descriptor.type() & 5) == 1;
    }

    /** Far JMP or CALL to a TSS or a task gate. */
    void transfer(int selector, Descriptor target, boolean call) {
        int error = DescriptorTables.errorCode(selector, 0);
        if (freedom.decide(SEGM_90, target.dpl() < Math.max(cpu.cpl, selector & 3))) {
            throw cpu.fault(ExceptionVector.GP, error);
        }
        int tss = selector;
        if (target.type() == TASK_GATE) {
            if (freedom.decide(SEGM_90, !target.isPresent())) {
                throw cpu.fault(ExceptionVector.NP, error);
            }
            tss = target.gateSelector();
        }
        perform(call ? Initiator.CALL : Initiator.JUMP, tss, cpu.nextRip, cpu.rflags, 0);
    }

    /** IRET with RFLAGS.NT set: back to the task that the link names. */
    void interruptReturn() {
        int link = new TaskStateSegment(memory, cpu.tr).link();
        perform(Initiator.RETURN, link, cpu.nextRip, cpu.rflags & ~Rflags.NT, 0);
    }

    /** An event through a task gate, which has been checked (EVT-68). */
    void deliver(EventInDelivery event, Descriptor gate) {
        long flags = event.pushedFlags(cpu.rflags);
        long info = event.hasErrorCode() ? INFO_ERROR_CODE | event.errorCode() & 0xFFFF_FFFFL : 0;
        perform(Initiator.EVENT, gate.gateSelector(), event.returnRip(), flags, event.ext(), info);
        if (freedom.decide(EVT_68, event.hasErrorCode())) {
            pushErrorCode(event.errorCode());
        }
    }

    /** Whether the new task's TSS asks for a debug trap (SEGM-96); asked once. */
    boolean takeTrap() {
        boolean due = trapDue;
        trapDue = false;
        return due;
    }

    private void perform(Initiator initiator, int selector, long rip, long rflags, int ext) {
        perform(initiator, selector, rip, rflags, ext, 0);
    }

    private void perform(Initiator initiator, int selector, long rip, long rflags, int ext, long info) {
        Descriptor descriptor = checked(initiator, selector, ext);
        long how = initiator == Initiator.RETURN ? INFO_IRET : initiator == Initiator.JUMP ? INFO_JUMP : 0;
        long resume = (rflags & Rflags.RF) != 0 ? 1L << INFO_RESUME_FLAG : 0;
        interception.taskSwitch(selector, info | how | resume); // SEGM-92, MISC-02
        commit(initiator, selector, descriptor, rip, rflags, ext);
    }

    /** SEGM-91. */
    private Descriptor checked(Initiator initiator, int selector, int ext) {
        boolean returns = initiator == Initiator.RETURN;
        ExceptionVector invalid = returns ? ExceptionVector.TS : ExceptionVector.GP;
        int error = DescriptorTables.errorCode(selector, ext);
        if (freedom.decide(SEGM_91, (selector & 4) != 0)) {
            throw cpu.fault(invalid, error);
        }
        Descriptor descriptor = tables.read(selector, invalid, ext);
        boolean busy = (descriptor.type() & BUSY) != 0;
        if (freedom.decide(SEGM_91, !isTss(descriptor) || busy != returns)) {
            throw cpu.fault(invalid, error);
        }
        if (freedom.decide(SEGM_91, !descriptor.isPresent())) {
            throw cpu.fault(ExceptionVector.NP, error);
        }
        int smallest = TaskStateSegment.smallestLimit(descriptor.type());
        if (freedom.decide(SEGM_91, Integer.compareUnsigned(descriptor.limit(), smallest) < 0)) {
            throw cpu.fault(ExceptionVector.TS, error);
        }
        return descriptor;
    }

    /** SEGM-93. All memory that it changes has been checked before the first change. */
    private void commit(Initiator initiator, int selector, Descriptor descriptor, long rip, long rflags, int ext) {
        int oldSelector = cpu.tr.selector;
        TaskStateSegment old = new TaskStateSegment(memory, cpu.tr);
        descriptor.loadInto(incoming, selector);
        TaskStateSegment task = new TaskStateSegment(memory, incoming);
        checkMemory(initiator, old, task, oldSelector, selector);

        old.save(cpu, rip, rflags);
        if (!initiator.nests()) {
            tables.markAvailable(oldSelector);
        }
        if (initiator != Initiator.RETURN) {
            descriptor = tables.markBusy(selector, descriptor);
        }
        if (initiator.nests()) {
            task.writeLink(oldSelector);
        }
        descriptor.loadInto(cpu.tr, selector);
        cpu.cr0 |= Cr0.TS;
        cpu.dr7 &= ~DR7_LOCAL;
        load(task, initiator.nests(), ext);
    }

    private void checkMemory(
            Initiator initiator, TaskStateSegment old, TaskStateSegment task, int oldSelector, int selector) {
        old.checkWritable();
        task.checkReadable();
        if (initiator.nests()) {
            task.checkLinkWritable();
        } else {
            checkBusyByte(oldSelector);
        }
        if (initiator != Initiator.RETURN) {
            checkBusyByte(selector);
        }
    }

    private void checkBusyByte(int selector) {
        memory.check(cpu.gdtr.base + (selector & 0xFFF8) + 5, 1, Access.IMPLICIT_WRITE);
    }

    private void load(TaskStateSegment task, boolean nested, int ext) {
        long rip = task.readEip();
        long rflags = task.readEflags();
        int ldtr = task.readLdtr();
        int[] selectors = new int[cpu.segments.length];
        for (int segment = 0; segment < selectors.length; segment++) {
            selectors[segment] = task.readSelector(segment);
        }
        for (int register = 0; register < 8; register++) {
            long open = task.isWide() ? 0 : freedom.undefined(SEGM_97) & 0xFFFF_0000L;
            cpu.gpr[register] = task.readGeneral(register) | open;
        }
        boolean traps = freedom.decide(SEGM_96, task.traps());
        if (freedom.decide(PG_70, task.isWide() && cpu.isPaging())) {
            cpu.cr3 = task.readCr3();
            memory.tlb().flushNonGlobal(cpu.asid);
        }
        cpu.rip = rip;
        cpu.nextRip = rip;
        cpu.setRflags(nested ? rflags | Rflags.NT : rflags);
        cpu.cpl = selectors[Cpu.CS] & 3;
        cpu.updateMode(); // CPL 3 with VM
        segments.load(ldtr, selectors, ext);
        trapDue = traps;
    }

    /** EVT-68: in the size of the TSS, on the new task's stack. */
    private void pushErrorCode(int errorCode) {
        int size = new TaskStateSegment(memory, cpu.tr).size();
        long mask = cpu.ss.isBig() ? 0xFFFF_FFFFL : 0xFFFF;
        long offset = cpu.gpr[Cpu.RSP] - size & mask;
        if (freedom.decide(SEGM_30, !SegmentedMemory.isWithinLimit(cpu.ss, offset, size))) {
            throw cpu.fault(ExceptionVector.SS);
        }
        memory.write(cpu.ss.base + offset & 0xFFFF_FFFFL, size, errorCode, Access.write(cpu.cpl));
        cpu.gpr[Cpu.RSP] = cpu.gpr[Cpu.RSP] & ~mask | offset;
    }
}
