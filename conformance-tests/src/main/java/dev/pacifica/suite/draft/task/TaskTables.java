package dev.pacifica.suite.draft.task;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Fixture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Descriptor tables and tasks of a guest outside long mode: the selectors of the fixture up to 40h, then an old task, which TR names, and
 * a new one. TR comes from VMLOAD, so the host program executes it before VMRUN; afterwards it looks at what the guest left with VMSAVE and
 * takes its own state back.
 */
final class TaskTables {
    static final int CODE16 = Fixture.CODE16_SELECTOR;
    static final int DATA16 = Fixture.DATA16_SELECTOR;
    static final int OLD_TASK = 0x48;
    static final int NEW_TASK = 0x50;
    static final int TASK_GATE = 0x58;
    static final int LDT = 0x60;
    static final int NEW_TASK_16 = 0x68;
    /** A descriptor for the vector to fill in; the last of the table. */
    static final int SPARE = 0x70;

    static final int BEYOND = 0x78;

    static final long GDT = 0x100_9000;
    static final long OLD = 0x100_A000;
    static final long NEW = OLD + 0x100;
    static final long NEW_16 = OLD + 0x200;
    static final long NEW_CODE = Draft.GUEST + 0x100;
    static final long NEW_CODE_16 = Draft.GUEST + 0x200;
    static final long NEW_STACK = Draft.GUEST_STACK + 0x800;
    /** General register n of the new task is this plus n. */
    static final long NEW_REGISTER = 0xE0E0_0000L;

    static final int AVAILABLE_TSS = 0x089;
    static final int BUSY_TSS = 0x08B;

    private final ByteBuffer gdt = little(BEYOND);
    private final ByteBuffer tasks = little(0x300);
    private final ByteBuffer idt = little(0x31 * 8);
    private boolean hasIdt;

    TaskTables() {
        descriptor(Fixture.CODE32_SELECTOR, 0xC9B, 0, 0xF_FFFF);
        descriptor(Fixture.DATA_SELECTOR, 0xC93, 0, 0xF_FFFF);
        descriptor(Fixture.USER_CODE32_SELECTOR, 0xCFB, 0, 0xF_FFFF);
        descriptor(Fixture.USER_DATA_SELECTOR, 0xCF3, 0, 0xF_FFFF);
        descriptor(CODE16, 0x09B, Draft.GUEST, 0xFFFF);
        descriptor(DATA16, 0x093, Draft.GUEST_STACK, 0xFFFF);
        descriptor(OLD_TASK, BUSY_TSS, OLD, 0x67);
        descriptor(NEW_TASK, AVAILABLE_TSS, NEW, 0x67);
        descriptor(NEW_TASK_16, 0x081, NEW_16, 0x2B);
        descriptor(LDT, 0x082, GDT, BEYOND - 1);
        gate(TASK_GATE, 0x85, NEW_TASK);
        doubleword(NEW + 0x20, NEW_CODE).doubleword(NEW + 0x24, 2);
        for (int register = 0; register < 8; register++) {
            doubleword(NEW + 0x28 + 4L * register, NEW_REGISTER + register);
            word(NEW_16 + 0x12 + 2L * register, (int) NEW_REGISTER + register);
        }
        doubleword(NEW + 0x38, NEW_STACK);
        int[] selectors = {Fixture.DATA_SELECTOR, Fixture.CODE32_SELECTOR};
        for (int segment = 0; segment < 6; segment++) {
            selector(segment, selectors[segment == 1 ? 1 : 0]);
        }
        word(NEW_16 + 0x0E, (int) (NEW_CODE_16 - Draft.GUEST))
                .word(NEW_16 + 0x10, 2)
                .word(NEW_16 + 0x1A, 0x800);
        int[] selectors16 = {DATA16, CODE16, DATA16, DATA16};
        for (int segment = 0; segment < 4; segment++) {
            word(NEW_16 + 0x22 + 2L * segment, selectors16[segment]);
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A descriptor of the GDT with its attributes in the form of the VMCB. */
    TaskTables descriptor(int selector, int attributes, long base, int limit) {
        gdt.putLong(selector & ~7, encoded(attributes, base, limit));
        return this;
    }

    /** A task gate of the GDT. */
    TaskTables gate(int selector, int access, int tss) {
        gdt.putLong(selector & ~7, (long) access << 40 | (long) tss << 16);
        return this;
    }

    /** A task gate of the IDT. */
    TaskTables taskGate(int vector, int access, int tss) {
        return idt(vector, (long) access << 40 | (long) tss << 16);
    }

    /** An interrupt gate of the IDT, to 32-bit code at CPL 0. */
    TaskTables interruptGate(int vector, long handler) {
        return idt(
                vector, handler & 0xFFFF | (long) Fixture.CODE32_SELECTOR << 16 | 0xEEL << 40 | handler >>> 16 << 48);
    }

    private TaskTables idt(int vector, long gate) {
        hasIdt = true;
        idt.putLong(vector * 8, gate);
        return this;
    }

    static long encoded(int attributes, long base, int limit) {
        return limit & 0xFFFF
                | (base & 0xFF_FFFF) << 16
                | (attributes & 0xFFL) << 40
                | (limit >>> 16 & 15L) << 48
                | (attributes >>> 8 & 15L) << 52
                | base >>> 24 << 56;
    }

    /** Writes into a TSS. */
    TaskTables word(long at, int value) {
        tasks.putShort((int) (at - OLD), (short) value);
        return this;
    }

    TaskTables doubleword(long at, long value) {
        tasks.putInt((int) (at - OLD), (int) value);
        return this;
    }

    /** The selector of a segment register of the new task, by its number. */
    TaskTables selector(int segment, int selector) {
        return word(NEW + 0x48 + 4L * segment, selector);
    }

    /** The new task as user code at CPL 3, with a stack for CPL 0 that ends at {@link #NEW_STACK}. */
    TaskTables user() {
        for (int segment = 0; segment < 6; segment++) {
            selector(segment, segment == 1 ? Fixture.USER_CODE32_SELECTOR : Fixture.USER_DATA_SELECTOR);
        }
        return doubleword(NEW + 4, NEW_STACK).word(NEW + 8, Fixture.DATA_SELECTOR);
    }

    /** Gives a guest the tables and the old task. */
    Draft install(Draft draft) {
        Map<String, Long> host = new LinkedHashMap<>();
        segment(host, "FS", Fixture.DATA_SELECTOR, 0xC93, 0xFFFF_FFFFL, 0);
        segment(host, "GS", Fixture.DATA_SELECTOR, 0xC93, 0xFFFF_FFFFL, 0);
        segment(host, "TR", Fixture.TSS_SELECTOR, 0x08B, Fixture.TSS_LIMIT, Fixture.TSS);
        segment(draft.fields(), "TR", OLD_TASK, BUSY_TSS, 0x67, OLD);
        for (String name : new String[] {"FS", "GS"}) {
            if (draft.field(name + ".attributes") == 0) {
                segment(draft.fields(), name, Fixture.DATA_SELECTOR, 0xC93, 0xFFFF_FFFFL, 0);
            }
        }
        if (hasIdt) {
            draft.set("IDTR.base", Draft.GUEST_IDT)
                    .set("IDTR.limit", idt.capacity() - 1)
                    .data(Draft.GUEST_IDT, idt.array());
        }
        return draft.host(
                        "vmload", "vmrun", "vmsave", "mov eax, 0x%x".formatted(Draft.SECOND_VMCB), "vmload", "jmp end")
                .vmcb(Draft.SECOND_VMCB, host)
                .set("GDTR.base", GDT)
                .set("GDTR.limit", BEYOND - 1)
                .data(GDT, gdt.array())
                .data(OLD, tasks.array());
    }

    static void segment(Map<String, Long> fields, String name, long selector, long attributes, long limit, long base) {
        fields.put(name + ".selector", selector);
        fields.put(name + ".attributes", attributes);
        fields.put(name + ".limit", limit);
        fields.put(name + ".base", base);
    }
}
