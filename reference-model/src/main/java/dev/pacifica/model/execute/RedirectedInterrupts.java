package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.BranchRecord;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.segment.TaskStateSegment;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.Rflags;

/**
 * INTn in virtual-8086 mode (SEGM-80, APM2 8.10.4): with CR4.VME a bit for each vector, below the I/O map of the TSS, tells whether the
 * program's own handler is called, through the interrupt vectors at linear address 0, as in real mode.
 */
final class RedirectedInterrupts {
    private static final int MAP_BYTES = 32;
    private static final int MAP_BASE = 0x66;

    private RedirectedInterrupts() {}

    /**
     * Calls the program's handler if the vector is redirected; returns false if the IDT is to be used.
     *
     * @throws dev.pacifica.model.state.Fault #GP(0) if neither is permitted
     */
    static boolean call(Execution x, int vector) {
        Cpu cpu = x.cpu;
        if (cpu.mode() != Mode.VIRTUAL_8086) {
            return false;
        }
        if (x.freedom.decide(SEGM_80, (cpu.cr4 & Cr4.VME) != 0) && x.freedom.decide(SEGM_80, isRedirected(x, vector))) {
            enter(x, vector);
            return true;
        }
        if (x.freedom.decide(SEGM_80, cpu.iopl() < 3)) {
            throw x.fault(ExceptionVector.GP);
        }
        return false;
    }

    /** A map that the TSS does not hold is a #GP(0), as for the I/O map (SEGM-98). */
    private static boolean isRedirected(Execution x, int vector) {
        Cpu cpu = x.cpu;
        long limit = cpu.tr.limit & 0xFFFF_FFFFL;
        if (!TaskStateSegment.isWide(cpu.tr.type()) || limit < MAP_BASE + 1) {
            throw x.fault(ExceptionVector.GP);
        }
        long end = x.linearMemory.read(cpu.tr.base + MAP_BASE, 2, Access.IMPLICIT_READ);
        long at = end - MAP_BYTES + vector / 8;
        if (at < 0 || at > limit) {
            throw x.fault(ExceptionVector.GP);
        }
        long bits = x.linearMemory.read(cpu.tr.base + at, 1, Access.IMPLICIT_READ);
        return (bits >>> vector % 8 & 1) == 0;
    }

    private static void enter(Execution x, int vector) {
        Cpu cpu = x.cpu;
        boolean owns = x.freedom.decide(SEGM_80, cpu.iopl() == 3);
        int handler = (int) x.linearMemory.read(4L * vector, 4, Access.IMPLICIT_READ);
        long[] frame = {owns ? cpu.rflags : VirtualFlags.image(cpu), cpu.cs.selector, cpu.nextRip};
        long sp = cpu.gpr[Cpu.RSP];
        for (int n = 1; n <= frame.length; n++) {
            x.memory.checkWrite(Cpu.SS, sp - 2L * n & 0xFFFF, 2);
        }
        for (long value : frame) {
            x.push(value, 2);
        }
        cpu.rflags &= ~(Rflags.RF | Rflags.TF | (owns ? Rflags.IF : Rflags.VIF));
        cpu.cs.selector = handler >>> 16;
        cpu.cs.base = (long) cpu.cs.selector << 4;
        BranchRecord.transfer(cpu, handler & 0xFFFF); // SEGM-80: no event of the IDT
        cpu.updateMode();
    }
}
