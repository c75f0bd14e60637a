package dev.pacifica.model.event;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.segment.SegmentedMemory;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;

/** Delivery in real mode (APM2 8.6; EVT-60, EVT-61). */
final class RealModeDelivery {
    private final Cpu cpu;
    private final LinearMemory memory;
    private final Freedom freedom;

    RealModeDelivery(Cpu cpu, LinearMemory memory, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.freedom = freedom;
    }

    void deliver(EventInDelivery event) {
        int entry = event.vector() * 4;
        if (freedom.decide(EVT_60, entry + 3 > cpu.idtr.limit)) {
            throw cpu.fault(ExceptionVector.GP);
        }
        int gate = (int) memory.read(cpu.idtr.base + entry, 4, Access.IMPLICIT_READ);
        long flags = event.pushedFlags(cpu.rflags);
        long[] frame = {flags, cpu.cs.selector, event.returnRip()}; // EVT-61: never an error code (INJ-28)
        long sp = cpu.gpr[Cpu.RSP];
        for (int i = 1; i <= frame.length; i++) {
            memory.check(slot(sp, i), 2, Access.SUPERVISOR_WRITE);
        }
        for (int i = 1; i <= frame.length; i++) {
            memory.write(slot(sp, i), 2, frame[i - 1], Access.SUPERVISOR_WRITE);
        }
        cpu.gpr[Cpu.RSP] = sp & ~0xFFFFL | sp - 2L * frame.length & 0xFFFF;
        cpu.rflags &= ~(Rflags.IF | Rflags.TF);
        if ((cpu.rflags & (Rflags.RF | Rflags.AC)) != 0
                && freedom.pick(EVT_61, Scope.IMPLEMENTATION, "clears RF and AC", "clears IF and TF only") == 0) {
            cpu.rflags &= ~(Rflags.RF | Rflags.AC);
        }
        cpu.cs.selector = gate >>> 16;
        cpu.cs.base = (long) cpu.cs.selector << 4;
        cpu.rip = gate & 0xFFFF;
    }

    private long slot(long sp, int number) {
        long offset = sp - 2L * number & 0xFFFF;
        if (freedom.decide(EVT_61, !SegmentedMemory.isWithinLimit(cpu.ss, offset, 2))) {
            throw cpu.fault(ExceptionVector.SS);
        }
        return cpu.ss.base + offset;
    }
}
