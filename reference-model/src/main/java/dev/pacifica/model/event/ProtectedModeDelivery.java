package dev.pacifica.model.event;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.segment.SegmentLoader;
import dev.pacifica.model.segment.SegmentedMemory;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.SegmentRegister;

/** Delivery in protected and virtual-8086 mode, outside long mode (APM2 8.7, 8.8; EVT-62 to EVT-68). */
final class ProtectedModeDelivery {
    private static final int TASK_GATE = 5;
    private static final int TRAP_GATE_BIT = 1;
    private static final int GATE_32_BIT = 8;

    private final Cpu cpu;
    private final LinearMemory memory;
    private final DescriptorTables tables;
    private final HandlerCode handlerCode;
    private final SegmentLoader loader;
    private final TaskSwitch tasks;
    private final Freedom freedom;
    private final SegmentRegister newSs = new SegmentRegister();

    ProtectedModeDelivery(
            Cpu cpu,
            LinearMemory memory,
            DescriptorTables tables,
            SegmentLoader loader,
            TaskSwitch tasks,
            Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.tables = tables;
        this.handlerCode = new HandlerCode(cpu, tables, freedom);
        this.loader = loader;
        this.tasks = tasks;
        this.freedom = freedom;
    }

    void deliver(EventInDelivery event) {
        int ext = event.ext();
        Descriptor gate = gate(event);
        if (gate.type() == TASK_GATE) {
            tasks.deliver(event, gate);
            return;
        }
        int selector = gate.gateSelector();
        Descriptor code = handlerCode.read(selector, event);
        int newCpl = code.isConforming() ? cpu.cpl : code.dpl();
        boolean fromV86 = cpu.mode() == Mode.VIRTUAL_8086;
        if (freedom.decide(EVT_65, fromV86 && newCpl != 0)) {
            throw cpu.fault(ExceptionVector.GP, DescriptorTables.errorCode(selector, ext));
        }
        int size = (gate.type() & GATE_32_BIT) != 0 ? 4 : 2;
        if (fromV86 && size == 2 && freedom.pick(EVT_65, Scope.IMPLEMENTATION, "16-bit gates work", "#GP(gate)") == 1) {
            throw cpu.fault(ExceptionVector.GP, event.gateError());
        }
        boolean switchesStack = freedom.decide(EVT_64, newCpl < cpu.cpl);
        long esp;
        if (switchesStack) {
            esp = loadNewStack(newCpl, ext);
        } else {
            newSs.copyFrom(cpu.ss);
            esp = cpu.gpr[Cpu.RSP];
        }
        long[] frame = frame(event, switchesStack, fromV86);
        long newEsp = push(frame, size, esp, newCpl, switchesStack, ext);
        long offset = size == 4 ? gate.gateOffset() : gate.gateOffset() & 0xFFFF;
        if (freedom.decide(SEGM_53, offset > (code.limit() & 0xFFFF_FFFFL))) {
            throw cpu.fault(ExceptionVector.GP, ext);
        }
        commit(gate, selector, tables.markAccessed(selector, code), newCpl, newEsp, offset, fromV86);
    }

    private Descriptor gate(EventInDelivery event) {
        int code = event.gateError();
        if (freedom.decide(EVT_62, event.vector() * 8 + 7 > cpu.idtr.limit)) {
            throw cpu.fault(ExceptionVector.GP, code);
        }
        Descriptor gate = new Descriptor(memory.read(cpu.idtr.base + event.vector() * 8L, 8, Access.IMPLICIT_READ), 0);
        boolean isGate = !gate.isCodeOrData() && (gate.type() == TASK_GATE || (gate.type() & 6) == 6);
        boolean privilege = event.checksGatePrivilege() && gate.dpl() < cpu.cpl;
        if (freedom.decide(EVT_62, !isGate || privilege)) {
            throw cpu.fault(ExceptionVector.GP, code);
        }
        if (freedom.decide(EVT_41, !gate.isPresent())) {
            throw cpu.fault(ExceptionVector.NP, code);
        }
        return gate;
    }

    /** SS:eSP for the new privilege level from the TSS (SEGM-55). */
    private long loadNewStack(int newCpl, int ext) {
        boolean wide = (cpu.tr.attributes & GATE_32_BIT) != 0;
        int offset = wide ? 4 + 8 * newCpl : 2 + 4 * newCpl;
        int size = wide ? 4 : 2;
        if (freedom.decide(SEGM_55, offset + size + 1L > (cpu.tr.limit & 0xFFFF_FFFFL))) {
            throw cpu.fault(ExceptionVector.TS, DescriptorTables.errorCode(cpu.tr.selector, ext));
        }
        long esp = memory.read(cpu.tr.base + offset, size, Access.IMPLICIT_READ);
        int selector = (int) memory.read(cpu.tr.base + offset + size, 2, Access.IMPLICIT_READ);
        if (freedom.decide(SEGM_55, DescriptorTables.isNull(selector))) {
            throw cpu.fault(ExceptionVector.TS, ext);
        }
        Descriptor stack = loader.checkedStack(selector, newCpl, ExceptionVector.TS, ext);
        tables.markAccessed(selector, stack).loadInto(newSs, selector);
        return esp;
    }

    private long[] frame(EventInDelivery event, boolean switchesStack, boolean fromV86) {
        int error = event.hasErrorCode() ? 1 : 0;
        long[] frame = new long[(fromV86 ? 4 : 0) + (switchesStack ? 2 : 0) + 3 + error];
        int at = 0;
        if (fromV86) {
            for (int segment : new int[] {Cpu.GS, Cpu.FS, Cpu.DS, Cpu.ES}) {
                frame[at++] = cpu.segments[segment].selector;
            }
        }
        if (switchesStack) {
            frame[at++] = cpu.ss.selector;
            frame[at++] = cpu.gpr[Cpu.RSP];
        }
        frame[at++] = event.pushedFlags(cpu.rflags);
        frame[at++] = cpu.cs.selector;
        frame[at++] = event.returnRip();
        if (event.hasErrorCode()) {
            frame[at] = event.errorCode();
        }
        return frame;
    }

    /** Checks the whole frame, then writes it; returns the new stack pointer. */
    private long push(long[] frame, int size, long esp, int newCpl, boolean switched, int ext) {
        long mask = newSs.isBig() ? 0xFFFF_FFFFL : 0xFFFF;
        Access access = Access.write(newCpl);
        int error = switched ? DescriptorTables.errorCode(newSs.selector, ext) : ext;
        for (int i = 1; i <= frame.length; i++) {
            long offset = esp - (long) size * i & mask;
            if (freedom.decide(SEGM_30, !SegmentedMemory.isWithinLimit(newSs, offset, size))) {
                throw cpu.fault(ExceptionVector.SS, error);
            }
            memory.check(newSs.base + offset & 0xFFFF_FFFFL, size, access);
        }
        for (int i = 1; i <= frame.length; i++) {
            long offset = esp - (long) size * i & mask;
            memory.write(newSs.base + offset & 0xFFFF_FFFFL, size, frame[i - 1], access);
        }
        return esp & ~mask | esp - (long) size * frame.length & mask;
    }

    private void commit(
            Descriptor gate, int selector, Descriptor code, int newCpl, long newEsp, long offset, boolean fromV86) {
        if (fromV86) {
            for (int segment : new int[] {Cpu.GS, Cpu.FS, Cpu.DS, Cpu.ES}) {
                loader.loadNull(cpu.segments[segment], 0); // EVT-65
            }
        }
        cpu.ss.copyFrom(newSs);
        cpu.gpr[Cpu.RSP] = newEsp & 0xFFFF_FFFFL;
        cpu.cpl = newCpl;
        code.loadInto(cpu.cs, selector & ~3 | newCpl); // EVT-66
        cpu.rflags &= ~(Rflags.TF | Rflags.NT | Rflags.RF | Rflags.VM);
        if ((gate.type() & TRAP_GATE_BIT) == 0) {
            cpu.rflags &= ~Rflags.IF;
        }
        cpu.rip = offset;
    }
}
