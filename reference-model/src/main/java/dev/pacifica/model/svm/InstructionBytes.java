package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Fault;

/** The guest instruction bytes that #VMEXIT reports with decode assists (DA-10 to DA-16, APM2 15.8.4). */
final class InstructionBytes {
    private static final int MOST = 15;

    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final LinearMemory linearMemory;

    InstructionBytes(Cpu cpu, PhysicalMemory memory, LinearMemory linearMemory) {
        this.cpu = cpu;
        this.memory = memory;
        this.linearMemory = linearMemory;
    }

    /**
     * Writes the count and, if the exit reports its instruction, the bytes from CS:rIP on; the others keep what they hold (DA-14).
     * To be called while the guest's state is still in place.
     */
    void save(Vmcb vmcb, boolean reported) {
        int count = 0;
        while (reported && count < MOST && isFetchable(cpu.rip + count)) {
            vmcb.write8(Vmcb.INSTRUCTION_BYTE_COUNT + 1 + count, memory.read8(spa(cpu.rip + count)));
            count++;
        }
        vmcb.write8(Vmcb.INSTRUCTION_BYTE_COUNT, count);
    }

    /** DA-12: whether fetching would not fault. */
    private boolean isFetchable(long rip) {
        boolean isInSegment = cpu.is64Bit() ? cpu.isCanonical(rip) : rip <= (cpu.cs.limit & 0xFFFF_FFFFL);
        if (!isInSegment) {
            return false;
        }
        try {
            spa(rip);
            return true;
        } catch (Fault | VmExit fault) {
            return false;
        }
    }

    private long spa(long rip) {
        long linear = cpu.is64Bit() ? rip : cpu.cs.base + rip & 0xFFFF_FFFFL;
        return linearMemory.translate(linear, Access.fetch(cpu.cpl));
    }
}
