package dev.pacifica.suite.draft;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.HandlerEntry.Gate;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Descriptor tables of a guest of its own: a GDT, an IDT or interrupt table at {@link Draft#GUEST_IDT} without entries, and a TSS, which
 * VMLOAD loads. Selectors that the fixture's GDT has mean the same here.
 */
public final class GuestSystem {
    public static final long GDT = 0x101_8000;
    public static final long TSS = GDT + 0x400;
    public static final long KERNEL_STACK = 0x101_9000;
    public static final long IST_STACK = 0x101_A000;

    /** 16-bit code, based where the guests of 16 bits have their code. */
    public static final int CODE16 = 0x38;

    public static final int CONFORMING64 = 0x58;
    public static final int CONFORMING32 = 0x60;
    public static final int ABSENT_CODE64 = 0x68;
    public static final int ABSENT_CODE32 = 0x70;
    /** Code with both L and D. */
    public static final int LONG_AND_BIG = 0x78;

    public static final int ABSENT_DATA = 0x80;
    public static final int READ_ONLY_DATA = 0x88;
    /** 32-bit code that ends at {@link #HANDLER}. */
    public static final int SHORT_CODE32 = 0x90;

    public static final int GDT_LIMIT = 0x97;

    /** Where handlers are: 16-bit and flat code see the same address. */
    public static final long HANDLER = Draft.GUEST + 0x800;
    /** In real mode handlers are below 1 MB. */
    public static final long REAL_HANDLER = 0x3080;

    private static final long PRESENT = 0x80;

    private final Draft draft;
    private final boolean isReal;
    private final boolean isLong;

    private GuestSystem(Draft draft) {
        this.draft = draft;
        isReal = (draft.field("CR0") & 1) == 0;
        isLong = (draft.field("EFER") & 0x500) != 0;
    }

    /** Gives the guest of {@code draft} the tables; its IDT has room for all vectors. */
    public static GuestSystem install(Draft draft) {
        GuestSystem system = new GuestSystem(draft);
        draft.set("IDTR.base", Draft.GUEST_IDT).set("IDTR.limit", 256L * system.entrySize() - 1);
        draft.touches(Draft.GUEST_IDT);
        if (!system.isReal) {
            draft.set("GDTR.base", GDT).set("GDTR.limit", GDT_LIMIT).data(GDT, gdt());
        }
        return system;
    }

    private int entrySize() {
        return isReal ? 4 : isLong ? 16 : 8;
    }

    /** The kernel stack in the form of the oracle: SS selector and pointer. */
    public static long kernelStack() {
        return (long) Fixture.DATA_SELECTOR << 48 | KERNEL_STACK + Fixture.PAGE_SIZE;
    }

    public static long istStack() {
        return IST_STACK + Fixture.PAGE_SIZE;
    }

    /** A present entry for {@code vector}. */
    public GuestSystem gate(int vector, int dpl, Gate gate) {
        return entry(vector, (int) PRESENT | dpl << 5 | gate.type(), gate.ist(), gate.selector(), gate.offset());
    }

    /**
     * An entry for {@code vector}.
     *
     * @param access byte 5: P, DPL and type; without meaning in real mode
     */
    public GuestSystem entry(int vector, int access, int ist, int selector, long offset) {
        ByteBuffer entry = little(entrySize());
        entry.putShort((short) offset).putShort((short) selector);
        if (!isReal) {
            entry.putShort((short) (access << 8 | ist)).putShort((short) (offset >>> 16));
        }
        if (isLong) {
            entry.putInt((int) (offset >>> 32)).putInt(0);
        }
        draft.data(Draft.GUEST_IDT + (long) vector * entrySize(), entry.array());
        return this;
    }

    public void idtLimit(int limit) {
        draft.set("IDTR.limit", limit);
    }

    /** Lays the stack where nothing is compared: whether the frame has been written when a check fails is not stated. */
    public GuestSystem onUncomparedStack() {
        draft.set("RSP", Fixture.EXCEPTION_STACK + Fixture.PAGE_SIZE);
        return this;
    }

    /** The limit of SS as VMRUN loads it. */
    public void stackLimit(long limit) {
        draft.set("SS.limit", limit);
    }

    /** A TSS with a stack for CPL 0 and, in long mode, one for each IST entry; VMLOAD loads it. */
    public GuestSystem tss() {
        return isLong
                ? tss(KERNEL_STACK + Fixture.PAGE_SIZE, istStack(), Fixture.TSS_LIMIT)
                : legacyTss(Fixture.DATA_SELECTOR, KERNEL_STACK + Fixture.PAGE_SIZE, Fixture.TSS_LIMIT);
    }

    /** Marks the TSS in use as LTR would; without it VMLOAD loads the type of an available TSS, which means the same (SEG-06). */
    public GuestSystem busy() {
        draft.set("TR.attributes", 0x8B);
        return this;
    }

    /** A 64-bit TSS, the same pointer in all IST entries. */
    public GuestSystem tss(long rsp0, long ist, int limit) {
        ByteBuffer tss = little(Fixture.TSS_LIMIT + 1);
        tss.putLong(0x04, rsp0);
        for (int entry = 1; entry <= 7; entry++) {
            tss.putLong(0x1C + 8 * entry, ist);
        }
        return load(tss, limit);
    }

    /** A 32-bit TSS. */
    public GuestSystem legacyTss(int ss0, long esp0, int limit) {
        ByteBuffer tss = little(Fixture.TSS_LIMIT + 1);
        tss.putInt(0x04, (int) esp0).putShort(0x08, (short) ss0);
        return load(tss, limit);
    }

    /** The task register, and the rest of what VMLOAD loads as the fixture has it. */
    private GuestSystem load(ByteBuffer tss, int limit) {
        draft.host("vmload", "vmrun", "jmp end").data(TSS, tss.array());
        draft.touches(KERNEL_STACK).touches(IST_STACK);
        draft.set("TR.selector", Fixture.TSS_SELECTOR).set("TR.attributes", 0x89);
        draft.set("TR.base", TSS).set("TR.limit", limit);
        for (String name : new String[] {"FS", "GS"}) {
            if (draft.field(name + ".attributes") == 0) {
                Guest.segment(draft.fields(), name, Fixture.DATA_SELECTOR, 0xC93);
            }
        }
        return this;
    }

    private static byte[] gdt() {
        ByteBuffer gdt = little(GDT_LIMIT + 1);
        gdt.putLong(Fixture.CODE64_SELECTOR, flat(0xA9B));
        gdt.putLong(Fixture.DATA_SELECTOR, flat(0xC93));
        gdt.putLong(Fixture.CODE32_SELECTOR, flat(0xC9B));
        gdt.putLong(Fixture.USER_CODE32_SELECTOR & ~3, flat(0xCFB));
        gdt.putLong(Fixture.USER_DATA_SELECTOR & ~3, flat(0xCF3));
        gdt.putLong(Fixture.USER_CODE64_SELECTOR & ~3, flat(0xAFB));
        gdt.putLong(CODE16, descriptor(0x09B, Draft.GUEST, 0xFFFF));
        gdt.putLong(CONFORMING64, flat(0xA9F));
        gdt.putLong(CONFORMING32, flat(0xC9F));
        gdt.putLong(ABSENT_CODE64, flat(0xA1B));
        gdt.putLong(ABSENT_CODE32, flat(0xC1B));
        gdt.putLong(LONG_AND_BIG, flat(0xE9B));
        gdt.putLong(ABSENT_DATA, flat(0xC13));
        gdt.putLong(READ_ONLY_DATA, flat(0xC91));
        gdt.putLong(SHORT_CODE32, descriptor(0x49B, HANDLER - 0x800, 0x7FF));
        return gdt.array();
    }

    private static long flat(int attributes) {
        return descriptor(attributes, 0, 0xF_FFFF);
    }

    /** An 8-byte descriptor; attributes as in SEG-01. */
    private static long descriptor(int attributes, long base, int limit) {
        return limit & 0xFFFFL
                | (base & 0xFF_FFFF) << 16
                | (attributes & 0xFFL) << 40
                | (limit >>> 16 & 0xFL) << 48
                | (attributes >>> 8 & 0xFL) << 52
                | (base >>> 24 & 0xFF) << 56;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
