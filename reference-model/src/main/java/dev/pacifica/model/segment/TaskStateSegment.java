package dev.pacifica.model.segment;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.SegmentRegister;

/**
 * A TSS in memory, of 32 or of 16 bits (APM2 12.2.4; SEGM-97): where each part of a task's state lies. It is accessed with supervisor
 * privilege at any CPL.
 */
public final class TaskStateSegment {
    private static final int TYPE_32_BIT = 8;
    private static final int CR3 = 0x1C;
    private static final int TRAP = 0x64;

    private final LinearMemory memory;
    private final long base;
    private final boolean wide;

    /** The TSS that a descriptor, or TR, describes. */
    public TaskStateSegment(LinearMemory memory, SegmentRegister tss) {
        this.memory = memory;
        this.base = tss.base;
        this.wide = isWide(tss.type());
    }

    /** Whether a TSS of this type, busy or not, is of 32 bits. */
    public static boolean isWide(int type) {
        return (type & TYPE_32_BIT) != 0;
    }

    /** The smallest limit with which the TSS holds all of a task's state (SEGM-91). */
    public static int smallestLimit(int type) {
        return isWide(type) ? 0x67 : 0x2B;
    }

    public boolean isWide() {
        return wide;
    }

    /** Bytes of a register in it: 4 or 2. */
    public int size() {
        return wide ? 4 : 2;
    }

    /** Makes sure that it can be read, so that a switch that has begun meets no page fault. */
    public void checkReadable() {
        memory.check(base, smallestLimit(wide ? TYPE_32_BIT : 0) + 1, Access.IMPLICIT_READ);
    }

    /** Makes sure that the link can be written. */
    public void checkLinkWritable() {
        memory.check(base, 2, Access.IMPLICIT_WRITE);
    }

    /** Makes sure that a task can be saved in it. */
    public void checkWritable() {
        long end = segment(segments() - 1) + 2;
        memory.check(eip(), (int) (end - eip()), Access.IMPLICIT_WRITE);
    }

    /** The selector of the task to which IRET returns. */
    public int link() {
        return (int) memory.read(base, 2, Access.IMPLICIT_READ);
    }

    public void writeLink(int selector) {
        memory.write(base, 2, selector, Access.IMPLICIT_WRITE);
    }

    /** Saves what the switch saves (SEGM-93): not LDTR, CR3 and the stacks of higher privilege. */
    public void save(Cpu cpu, long rip, long rflags) {
        memory.write(eip(), size(), rip, Access.IMPLICIT_WRITE);
        memory.write(eflags(), size(), rflags, Access.IMPLICIT_WRITE);
        for (int register = 0; register < 8; register++) {
            memory.write(general(register), size(), cpu.gpr[register], Access.IMPLICIT_WRITE);
        }
        for (int segment = 0; segment < segments(); segment++) {
            memory.write(segment(segment), 2, cpu.segments[segment].selector, Access.IMPLICIT_WRITE);
        }
    }

    public long readEip() {
        return memory.read(eip(), size(), Access.IMPLICIT_READ);
    }

    public long readEflags() {
        return memory.read(eflags(), size(), Access.IMPLICIT_READ);
    }

    /** A general register by its number: 32 or 16 bits. */
    public long readGeneral(int register) {
        return memory.read(general(register), size(), Access.IMPLICIT_READ);
    }

    /** A selector by the number of the segment register; 0 for FS and GS in a 16-bit TSS, which has none. */
    public int readSelector(int segment) {
        return segment < segments() ? (int) memory.read(segment(segment), 2, Access.IMPLICIT_READ) : 0;
    }

    public int readLdtr() {
        return (int) memory.read(base + (wide ? 0x60 : 0x2A), 2, Access.IMPLICIT_READ);
    }

    /** CR3; a 16-bit TSS has none. */
    public long readCr3() {
        return memory.read(base + CR3, 4, Access.IMPLICIT_READ);
    }

    /** The T bit (SEGM-96); a 16-bit TSS has none. */
    public boolean traps() {
        return wide && (memory.read(base + TRAP, 1, Access.IMPLICIT_READ) & 1) != 0;
    }

    private long eip() {
        return base + (wide ? 0x20 : 0x0E);
    }

    private long eflags() {
        return eip() + size();
    }

    private long general(int register) {
        return base + (wide ? 0x28 + 4L * register : 0x12 + 2L * register);
    }

    private long segment(int segment) {
        return base + (wide ? 0x48 + 4L * segment : 0x22 + 2L * segment);
    }

    private int segments() {
        return wide ? 6 : 4;
    }
}
