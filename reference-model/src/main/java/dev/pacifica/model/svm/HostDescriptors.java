package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.Shutdown;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.DirectoryPointers;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.segment.DescriptorTables;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.SegmentRegister;
import org.jspecify.annotations.Nullable;

/**
 * The tables in memory that #VMEXIT may read while it reloads the host: page-directory pointers, and descriptors of segments
 * (step 6 of EXIT-50). As long as they are consistent with the saved state nothing shows.
 */
final class HostDescriptors {
    private static final int LOCAL = 4;
    private static final int ACCESSED = 1;

    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final LinearMemory linearMemory;
    private final Freedom freedom;

    HostDescriptors(Cpu cpu, PhysicalMemory memory, LinearMemory linearMemory, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.linearMemory = linearMemory;
        this.freedom = freedom;
    }

    /**
     * To be called with the host's state in place.
     *
     * @throws Shutdown if something cannot be reloaded (HOST-06, HOST-07)
     */
    void reload() {
        if (hasPaePaging()
                && DirectoryPointers.areIllegal(memory, cpu.cr3, cpu.profile.physicalAddressBits())
                && freedom.pick(HOST_07, Scope.IMPLEMENTATION, "shutdown", "checked when they are used") == 0) {
            throw Shutdown.SIGNAL;
        }
        for (int segment = Cpu.ES; segment <= Cpu.DS; segment++) {
            SegmentRegister register = cpu.segments[segment];
            if (DescriptorTables.isNull(register.selector) || (register.selector & LOCAL) != 0) {
                continue; // HOST-05
            }
            Descriptor descriptor = read(register.selector);
            if (!isConsistent(descriptor, register)
                    && freedom.pick(HOST_04, Scope.IMPLEMENTATION, "restored from copies", "read from the GDT") == 1) {
                load(descriptor, register);
            }
        }
    }

    private boolean hasPaePaging() {
        return (cpu.cr0 & Cr0.PG) != 0 && (cpu.cr4 & Cr4.PAE) != 0 && (cpu.efer & Efer.LMA) == 0;
    }

    /** The descriptor of a selector; null if reading it raises an exception. */
    private @Nullable Descriptor read(int selector) {
        int offset = selector & 0xFFF8;
        if (offset + 7 > cpu.gdtr.limit) {
            return null;
        }
        try {
            return new Descriptor(linearMemory.read(cpu.gdtr.base + offset, 8, Access.IMPLICIT_READ), 0);
        } catch (Fault fault) {
            return null;
        }
    }

    private static boolean isConsistent(@Nullable Descriptor descriptor, SegmentRegister register) {
        return descriptor != null
                && ((descriptor.attributes() ^ register.attributes) & ~ACCESSED) == 0
                && descriptor.limit() == register.limit
                && descriptor.base() == register.base;
    }

    private void load(@Nullable Descriptor descriptor, SegmentRegister register) {
        if (freedom.decide(HOST_06, descriptor == null || !descriptor.isPresent())) {
            throw Shutdown.SIGNAL;
        }
        if (descriptor != null) {
            descriptor.loadInto(register, register.selector);
        }
    }
}
