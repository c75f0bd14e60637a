package dev.pacifica.model.segment;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;

/**
 * The GDT and the LDT, read and marked with supervisor privilege at any CPL (SEGM-15). Error codes carry the {@code ext}
 * bit that the caller gives: 1 during the delivery of an event that is external to the program (EVT-40).
 */
public final class DescriptorTables {
    private final Cpu cpu;
    private final LinearMemory memory;
    private final Freedom freedom;

    public DescriptorTables(Cpu cpu, LinearMemory memory, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.freedom = freedom;
    }

    /** Whether a selector is null: index 0, TI 0, any RPL. */
    public static boolean isNull(int selector) {
        return (selector & 0xFFFC) == 0;
    }

    /** The error code that names a selector (EVT-40). */
    public static int errorCode(int selector, int ext) {
        return selector & 0xFFFC | ext;
    }

    /**
     * The 8-byte descriptor of a selector that is not null.
     *
     * @param outside what to raise if the selector is outside its table: #GP, #TS or #SS
     */
    public Descriptor read(int selector, ExceptionVector outside, int ext) {
        return new Descriptor(memory.read(address(selector, 8, outside, ext), 8, Access.IMPLICIT_READ), 0);
    }

    /** The descriptor of a selector that is not null; #GP(selector) if it is outside its table (SEGM-22). */
    public Descriptor read(int selector) {
        return read(selector, ExceptionVector.GP, 0);
    }

    /** The system descriptor of a selector: 16 bytes in 64-bit mode, 8 bytes otherwise (SEGM-12). */
    public Descriptor readSystem(int selector) {
        return cpu.is64Bit() ? readLong(selector) : read(selector);
    }

    /** The 16-byte descriptor of a selector that is not null: a call gate in long mode (SEGM-12). */
    public Descriptor readLong(int selector) {
        long at = address(selector, 16, ExceptionVector.GP, 0);
        return new Descriptor(memory.read(at, 8, Access.IMPLICIT_READ), memory.read(at + 8, 8, Access.IMPLICIT_READ));
    }

    /** Sets the accessed bit of a code or data descriptor unless it is set (SEGM-13). */
    public Descriptor markAccessed(int selector, Descriptor descriptor) {
        if (freedom.decide(SEGM_13, (descriptor.low() >>> 40 & 1) == 0)) {
            return mark(selector, descriptor, 1L << 40);
        }
        return descriptor;
    }

    /** Sets the busy bit of a TSS descriptor (SEGM-14). */
    public Descriptor markBusy(int selector, Descriptor descriptor) {
        return mark(selector, descriptor, 1L << 41);
    }

    /** Clears the busy bit of the TSS that a task leaves for good (SEGM-93). */
    public void markAvailable(int selector) {
        long at = address(selector, 8, ExceptionVector.GP, 0) + 5;
        long access = memory.read(at, 1, Access.IMPLICIT_READ);
        memory.write(at, 1, access & ~2, Access.IMPLICIT_WRITE);
    }

    private Descriptor mark(int selector, Descriptor descriptor, long bit) {
        long at = address(selector, 8, ExceptionVector.GP, 0) + 5;
        long marked = descriptor.low() | bit;
        memory.write(at, 1, marked >>> 40, Access.IMPLICIT_WRITE);
        return new Descriptor(marked, descriptor.high());
    }

    private long address(int selector, int size, ExceptionVector outside, int ext) {
        int offset = selector & 0xFFF8;
        boolean local = (selector & 4) != 0;
        long base = local ? cpu.ldtr.base : cpu.gdtr.base;
        long limit = local ? cpu.ldtr.limit & 0xFFFF_FFFFL : cpu.gdtr.limit;
        boolean absent = freedom.decide(SEGM_16, local && isLdtAbsent());
        if (freedom.decide(SEGM_22, absent || offset + size - 1 > limit)) {
            throw cpu.fault(outside, errorCode(selector, ext));
        }
        return base + offset;
    }

    private boolean isLdtAbsent() {
        return isNull(cpu.ldtr.selector) || !cpu.ldtr.isPresent();
    }

    /**
     * Whether a selector that is not null lies inside its table, for the instructions that ask instead of faulting.
     *
     * @param size 8, or 16 for system descriptors of long mode
     */
    public boolean isInside(int selector, int size) {
        boolean local = (selector & 4) != 0;
        long limit = local ? cpu.ldtr.limit & 0xFFFF_FFFFL : cpu.gdtr.limit;
        return !(local && isLdtAbsent()) && (selector & 0xFFF8) + size - 1 <= limit;
    }
}
