package dev.pacifica.model.event;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;

/** Delivery in long mode (APM2 8.9; EVT-70 to EVT-75). */
final class LongModeDelivery {
    private static final int INTERRUPT_GATE = 0xE;
    private static final int TRAP_GATE = 0xF;
    private static final int TSS_RSP0 = 0x04;
    /** IST1 is at 24h. */
    private static final int TSS_IST = 0x1C;

    private final Cpu cpu;
    private final LinearMemory memory;
    private final DescriptorTables tables;
    private final HandlerCode handlerCode;
    private final Freedom freedom;

    LongModeDelivery(Cpu cpu, LinearMemory memory, DescriptorTables tables, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.tables = tables;
        this.handlerCode = new HandlerCode(cpu, tables, freedom);
        this.freedom = freedom;
    }

    void deliver(EventInDelivery event) {
        int ext = event.ext();
        Descriptor gate = gate(event);
        int selector = gate.gateSelector();
        Descriptor code = handlerCode.read(selector, event);
        int newCpl = code.isConforming() ? cpu.cpl : code.dpl();
        if (freedom.decide(EVT_71, !cpu.isCanonical(gate.gateOffset()))) {
            throw cpu.fault(ExceptionVector.GP, ext);
        }
        long rsp = push(event, newStack(gate, newCpl, ext), newCpl);
        code = tables.markAccessed(selector, code);

        if (newCpl != cpu.cpl) {
            cpu.ss.set(newCpl, newCpl << 5, 0, 0); // EVT-72: a null selector
        }
        cpu.gpr[Cpu.RSP] = rsp;
        cpu.cpl = newCpl;
        code.loadInto(cpu.cs, selector & ~3 | newCpl);
        cpu.rflags &= ~(Rflags.TF | Rflags.NT | Rflags.RF | Rflags.VM); // EVT-74
        if (gate.type() == INTERRUPT_GATE) {
            cpu.rflags &= ~Rflags.IF;
        }
        cpu.rip = gate.gateOffset();
    }

    private Descriptor gate(EventInDelivery event) {
        int code = event.gateError();
        if (freedom.decide(EVT_70, event.vector() * 16 + 15 > cpu.idtr.limit)) {
            throw cpu.fault(ExceptionVector.GP, code);
        }
        long at = cpu.idtr.base + event.vector() * 16L;
        Descriptor gate =
                new Descriptor(memory.read(at, 8, Access.IMPLICIT_READ), memory.read(at + 8, 8, Access.IMPLICIT_READ));
        boolean isGate = !gate.isCodeOrData() && (gate.type() == INTERRUPT_GATE || gate.type() == TRAP_GATE);
        if (freedom.decide(EVT_70, !isGate)) { // EVT-75 included
            throw cpu.fault(ExceptionVector.GP, code);
        }
        if (freedom.decide(EVT_62, event.checksGatePrivilege() && gate.dpl() < cpu.cpl)) {
            throw cpu.fault(ExceptionVector.GP, code);
        }
        if (freedom.decide(EVT_41, !gate.isPresent())) {
            throw cpu.fault(ExceptionVector.NP, code);
        }
        return gate;
    }

    /** The stack pointer before the frame, aligned (EVT-72). */
    private long newStack(Descriptor gate, int newCpl, int ext) {
        long rsp = cpu.gpr[Cpu.RSP];
        if (freedom.decide(EVT_72, gate.ist() != 0)) {
            rsp = stackFromTss(TSS_IST + 8 * gate.ist(), ext);
        } else if (newCpl < cpu.cpl) {
            rsp = stackFromTss(TSS_RSP0 + 8 * newCpl, ext);
        }
        return rsp & ~15L;
    }

    private long stackFromTss(int offset, int ext) {
        if (freedom.decide(SEGM_55, offset + 7L > (cpu.tr.limit & 0xFFFF_FFFFL))) {
            throw cpu.fault(ExceptionVector.TS, DescriptorTables.errorCode(cpu.tr.selector, ext));
        }
        long rsp = memory.read(cpu.tr.base + offset, 8, Access.IMPLICIT_READ);
        if (freedom.decide(EVT_72, !cpu.isCanonical(rsp))) {
            throw cpu.fault(ExceptionVector.SS, ext);
        }
        return rsp;
    }

    /** Writes the frame (EVT-73); returns the new stack pointer. */
    private long push(EventInDelivery event, long rsp, int newCpl) {
        long flags = event.pushedFlags(cpu.rflags);
        long[] frame = {
            cpu.ss.selector,
            cpu.gpr[Cpu.RSP],
            flags,
            cpu.cs.selector,
            event.returnRip(),
            event.errorCode() & 0xFFFF_FFFFL
        };
        int count = event.hasErrorCode() ? 6 : 5;
        long bottom = rsp - 8L * count;
        if (freedom.decide(SEGM_34, !cpu.isCanonical(bottom) || !cpu.isCanonical(rsp - 1))) {
            throw cpu.fault(ExceptionVector.SS, event.ext());
        }
        Access access = Access.write(newCpl);
        for (int i = 1; i <= count; i++) { // in the order of the pushes: CR2 tells the first that fails
            memory.check(rsp - 8L * i, 8, access);
        }
        for (int i = 0; i < count; i++) {
            memory.write(rsp - 8L * (i + 1), 8, frame[i], access);
        }
        return bottom;
    }
}
