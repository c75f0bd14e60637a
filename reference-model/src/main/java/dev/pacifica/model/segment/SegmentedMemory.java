package dev.pacifica.model.segment;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.Breakpoints;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.model.state.Signal;

/**
 * Memory as an instruction sees it: a segment and an offset. Segment checks come before paging checks (PG-39); an access
 * that fails either throws the processor's {@link Fault}, and then nothing has been read or written.
 */
public final class SegmentedMemory {
    /** Bytes in a line of the data cache. */
    private static final int CACHE_LINE = 64;

    private final Cpu cpu;
    private final LinearMemory linearMemory;
    private final Breakpoints breakpoints;
    private final Freedom freedom;
    private BusLockCounter busLocks = BusLockCounter.NONE;

    public SegmentedMemory(Cpu cpu, LinearMemory linearMemory, Breakpoints breakpoints, Freedom freedom) {
        this.cpu = cpu;
        this.linearMemory = linearMemory;
        this.breakpoints = breakpoints;
        this.freedom = freedom;
    }

    /** Who counts bus locks. */
    public void setBusLockCounter(BusLockCounter counter) {
        busLocks = counter;
    }

    /** Reads {@code size} bytes (1, 2, 4, 8), zero-extended. */
    public long read(int segment, long offset, int size) {
        long linear = linear(segment, offset, size, false);
        if (cpu.watchesData()) {
            watch(linear, size, Access.read(cpu.cpl));
        }
        return linearMemory.read(linear, size, Access.read(cpu.cpl));
    }

    /**
     * Reads what is going to be written back: the access is checked as a write.
     *
     * @param isLocked whether nobody may come in between
     */
    public long readForUpdate(int segment, long offset, int size, boolean isLocked) {
        long linear = linear(segment, offset, size, true);
        Access access = Access.write(cpu.cpl);
        if (cpu.watchesData()) {
            watch(linear, size, access);
        }
        linearMemory.check(linear, size, access);
        if (isLocked && busLocks.isCounting() && isBusLock(linear, size)) {
            busLocks.count(); // MISC-35 is open: after the faults of the access
        }
        return linearMemory.read(linear, size, access);
    }

    /** MISC-34, for memory that is writeback: only what is not aligned can be a bus lock. */
    private boolean isBusLock(long linear, int size) {
        if ((linear & size - 1) == 0) {
            return false;
        }
        return freedom.decide(MISC_34, (linear & CACHE_LINE - 1) + size > CACHE_LINE)
                || freedom.pick(
                                MISC_34,
                                Scope.IMPLEMENTATION,
                                "a misaligned access within a line is no bus lock",
                                "a misaligned access within a line is a bus lock")
                        == 1;
    }

    /** Writes the low {@code size} bytes (1, 2, 4, 8) of the value. */
    public void write(int segment, long offset, int size, long value) {
        long linear = linear(segment, offset, size, true);
        if (cpu.watchesData()) {
            watch(linear, size, Access.write(cpu.cpl));
        }
        linearMemory.write(linear, size, value, Access.write(cpu.cpl));
    }

    /** Makes sure that {@code size} bytes can be written, without writing them. */
    public void checkWrite(int segment, long offset, int size) {
        long linear = linear(segment, offset, size, true);
        if (cpu.watchesData()) {
            checkAlignment(linear, size, Access.write(cpu.cpl));
        }
        linearMemory.check(linear, size, Access.write(cpu.cpl));
    }

    private void watch(long linear, int size, Access access) {
        checkAlignment(linear, size, access);
        breakpoints.data(linear, size, access.isWrite());
    }

    /** EVT-17: accesses that software makes at CPL 3 while CR0.AM and RFLAGS.AC are set. */
    private void checkAlignment(long linear, int size, Access access) {
        boolean isChecked = access.isUser() && cpu.isSet(Rflags.AC) && (cpu.cr0 & Cr0.AM) != 0;
        if (!freedom.decide(EVT_17, isChecked && (linear & size - 1) != 0)) {
            return;
        }
        try {
            linearMemory.check(linear, size, access);
        } catch (Fault fault) {
            if (freedom.pick(EVT_50, Scope.IMPLEMENTATION, "#PF comes before #AC", "#AC comes before #PF") == 0) {
                throw fault;
            }
        } catch (Signal nested) { // the host's affair; the manual does not order it and #AC (NPT-33)
            if (freedom.pick(EVT_50, Scope.IMPLEMENTATION, "a nested fault comes before #AC", "#AC comes before it")
                    == 0) {
                throw nested;
            }
        }
        throw cpu.fault(ExceptionVector.AC);
    }

    /**
     * The linear address of an access, after the segment checks.
     *
     * @param segment {@link Cpu#ES} to {@link Cpu#GS}
     * @throws Fault #GP(0), or #SS(0) if the segment is SS
     */
    public long linear(int segment, long offset, int size, boolean write) {
        if (cpu.is64Bit()) {
            long linear = in64BitMode(segment, offset);
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

    /** The linear address of an offset, whether it may be used or not; in 64-bit mode only FS and GS have a base (SEGM-04). */
    public long unchecked(int segment, long offset) {
        return cpu.is64Bit() ? in64BitMode(segment, offset) : cpu.segments[segment].base + offset & 0xFFFF_FFFFL;
    }

    private long in64BitMode(int segment, long offset) {
        return segment >= Cpu.FS ? cpu.segments[segment].base + offset : offset;
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
