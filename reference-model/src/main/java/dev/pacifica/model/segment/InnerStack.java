package dev.pacifica.model.segment;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.SegmentRegister;

/**
 * The stack of more privileged code, from the TSS (SEGM-55): SS and eSP outside long mode, RSP with a null SS in long mode.
 * Nothing of the processor changes before {@link #commit}.
 */
public final class InnerStack {
    private static final int WIDE_TSS = 8;

    private final Cpu cpu;
    private final LinearMemory memory;
    private final DescriptorTables tables;
    private final SegmentLoader loader;
    private final Freedom freedom;
    private final SegmentRegister ss = new SegmentRegister();
    private int cpl;
    private long pointer;

    public InnerStack(Cpu cpu, LinearMemory memory, DescriptorTables tables, SegmentLoader loader, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.tables = tables;
        this.loader = loader;
        this.freedom = freedom;
    }

    /**
     * Reads and checks the stack for a privilege level.
     *
     * @throws dev.pacifica.model.state.Fault #TS, or #SS(selector) if the segment is not present
     */
    public void read(int cpl) {
        this.cpl = cpl;
        if (cpu.isLongMode()) {
            readLong();
        } else {
            readLegacy();
        }
    }

    private void readLegacy() {
        boolean wide = (cpu.tr.attributes & WIDE_TSS) != 0;
        int size = wide ? 4 : 2;
        int offset = size * (1 + 2 * cpl);
        requireInTss(offset + size + 1);
        pointer = memory.read(cpu.tr.base + offset, size, Access.IMPLICIT_READ);
        int selector = (int) memory.read(cpu.tr.base + offset + size, 2, Access.IMPLICIT_READ);
        if (freedom.decide(SEGM_55, DescriptorTables.isNull(selector))) {
            throw cpu.fault(ExceptionVector.TS);
        }
        Descriptor stack = loader.checkedStack(selector, cpl, ExceptionVector.TS, 0);
        tables.markAccessed(selector, stack).loadInto(ss, selector);
    }

    private void readLong() {
        int offset = 4 + 8 * cpl;
        requireInTss(offset + 7);
        pointer = memory.read(cpu.tr.base + offset, 8, Access.IMPLICIT_READ);
        if (freedom.decide(SEGM_55, !cpu.isCanonical(pointer))) {
            throw cpu.fault(ExceptionVector.SS);
        }
        ss.set(cpl, cpl << 5, 0, 0);
    }

    private void requireInTss(long last) {
        if (freedom.decide(SEGM_55, last > (cpu.tr.limit & 0xFFFF_FFFFL))) {
            throw cpu.fault(ExceptionVector.TS, DescriptorTables.errorCode(cpu.tr.selector, 0));
        }
    }

    /** Writes the values, the first at the highest address, after all of them have been found writable. */
    public void push(int size, long... values) {
        boolean isLong = cpu.isLongMode();
        long mask = isLong ? -1L : ss.isBig() ? 0xFFFF_FFFFL : 0xFFFF;
        for (int n = 1; n <= values.length; n++) {
            memory.check(linear(pointer - (long) size * n & mask, size), size, Access.write(cpl));
        }
        for (int n = 1; n <= values.length; n++) {
            long linear = linear(pointer - (long) size * n & mask, size);
            memory.write(linear, size, values[n - 1], Access.write(cpl));
        }
        pointer = pointer & ~mask | pointer - (long) size * values.length & mask;
    }

    private long linear(long offset, int size) {
        if (cpu.isLongMode()) {
            if (freedom.decide(SEGM_34, !cpu.isCanonical(offset) || !cpu.isCanonical(offset + size - 1))) {
                throw cpu.fault(ExceptionVector.SS);
            }
            return offset;
        }
        if (freedom.decide(SEGM_30, !SegmentedMemory.isWithinLimit(ss, offset, size))) {
            throw cpu.fault(ExceptionVector.SS, DescriptorTables.errorCode(ss.selector, 0));
        }
        return ss.base + offset & 0xFFFF_FFFFL;
    }

    /** SS and rSP become those of the inner stack. */
    public void commit() {
        cpu.ss.copyFrom(ss);
        cpu.gpr[Cpu.RSP] = pointer;
    }
}
