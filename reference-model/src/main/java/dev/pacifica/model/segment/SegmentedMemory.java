package dev.pacifica.model.segment;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.SegmentRegister;

/**
 * Memory as an instruction sees it: a segment and an offset. Segment checks come before paging checks (PG-39); an access
 * that fails either throws the processor's {@link Fault}, and then nothing has been read or written.
 */
public final class SegmentedMemory {
    private final Cpu cpu;
    private final LinearMemory linearMemory;
    private final Freedom freedom;

    public SegmentedMemory(Cpu cpu, LinearMemory linearMemory, Freedom freedom) {
        this.cpu = cpu;
        this.linearMemory = linearMemory;
        this.freedom = freedom;
    }

    /** Reads {@code size} bytes (1, 2, 4, 8), zero-extended. */
    public long read(int segment, long offset, int size) {
        return linearMemory.read(linear(segment, offset, size, false), size, Access.read(cpu.cpl));
    }

    /** Reads what is going to be written back: the access is checked as a write. */
    public long readForUpdate(int segment, long offset, int size) {
        long linear = linear(segment, offset, size, true);
        Access access = Access.write(cpu.cpl);
        linearMemory.check(linear, size, access);
        return linearMemory.read(linear, size, access);
    }

    /** Writes the low {@code size} bytes (1, 2, 4, 8) of the value. */
    public void write(int segment, long offset, int size, long value) {
        linearMemory.write(linear(segment, offset, size, true), size, value, Access.write(cpu.cpl));
    }

    /** Makes sure that {@code size} bytes can be written, without writing them. */
    public void checkWrite(int segment, long offset, int size) {
        linearMemory.check(linear(segment, offset, size, true), size, Access.write(cpu.cpl));
    }

    /**
     * The linear address of an access, after the segment checks.
     *
     * @param segment {@link Cpu#ES} to {@link Cpu#GS}
     * @throws Fault #GP(0), or #SS(0) if the segment is SS
     */
    public long linear(int segment, long offset, int size, boolean write) {
        if (cpu.is64Bit()) {
            long linear = segment >= Cpu.FS ? cpu.segments[segment].base + offset : offset; // SEGM-04
            if (freedom.decide(SEGM_34, !cpu.isCanonical(linear) || !cpu.isCanonical(linear + size - 1))) {
                throw violation(segment);
            }
            return linear;
        }
        SegmentRegister register = cpu.segments[segment];
        if (cpu.isProtected()) {
            checkType(segment, register, write);
        }
        if (freedom.decide(SEGM_30, !isWithinLimit(register, offset, size))) {
            throw violation(segment);
        }
        return register.base + offset & 0xFFFF_FFFFL; // SEGM-04
    }

    /** Whether the bytes from {@code offset} on are inside the limit (SEGM-30). */
    public static boolean isWithinLimit(SegmentRegister register, long offset, int size) {
        long limit = register.limit & 0xFFFF_FFFFL;
        long last = offset + size - 1;
        if (!register.isExpandDown()) {
            return last <= limit;
        }
        return offset > limit && last <= (register.isBig() ? 0xFFFF_FFFFL : 0xFFFF);
    }

    private void checkType(int segment, SegmentRegister register, boolean write) {
        if (freedom.decide(SEGM_32, !register.isPresent())) {
            throw violation(segment);
        }
        boolean permits = (register.attributes & SegmentRegister.WRITABLE_OR_READABLE) != 0;
        boolean code = register.isCode();
        if (freedom.decide(SEGM_31, write ? code || !permits : code && !permits)) {
            throw violation(segment);
        }
    }

    private Fault violation(int segment) {
        return cpu.fault(segment == Cpu.SS ? ExceptionVector.SS : ExceptionVector.GP);
    }
}
