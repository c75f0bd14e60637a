package dev.pacifica.model.svm;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.model.state.TableRegister;

/**
 * A VMCB in memory: byte offsets of its fields (VMCB-02, APM2 appendix B) and typed access to them. Offsets of the state-save
 * area include its start at 400h.
 */
final class Vmcb {
    /** The intercept vectors: six doublewords, bit n of the array being the intercept with exit code n (INS-01). */
    static final int INTERCEPTS = 0x000;

    static final int INTERCEPT_WORDS = 6;
    /** Bits 15:0 PAUSE_FILTER_THRESHOLD, 31:16 PAUSE_FILTER_COUNT. */
    static final int PAUSE_FILTER = 0x03C;

    static final int IOPM_BASE_PA = 0x040;
    static final int MSRPM_BASE_PA = 0x048;
    static final int TSC_OFFSET = 0x050;
    /** 32 bits. */
    static final int GUEST_ASID = 0x058;
    /** One byte. */
    static final int TLB_CONTROL = 0x05C;
    /** Bits 7:0 V_TPR, 8 V_IRQ and the other virtual-interrupt controls (VMCB-30 to VMCB-47). */
    static final int VIRTUAL_INTERRUPT = 0x060;
    /** Bit 0 INTERRUPT_SHADOW. */
    static final int INTERRUPT_SHADOW = 0x068;

    static final int EXITCODE = 0x070;
    static final int EXITINFO1 = 0x078;
    static final int EXITINFO2 = 0x080;
    static final int EXITINTINFO = 0x088;
    /** Bit 0 NP_ENABLE, bit 3 GMET, bit 4 SSS check, bit 6 read-only guest page tables, bit 11 page-modification logging (NPT-03). */
    static final int NESTED_PAGING = 0x090;

    static final int EVENTINJ = 0x0A8;
    static final int N_CR3 = 0x0B0;
    /** 32 bits. */
    static final int CLEAN = 0x0C0;
    /** Bit 0 LBR_VIRTUALIZATION_ENABLE, bit 1 that of VMLOAD and VMSAVE (LBR-14). */
    static final int VIRTUALISATION = 0x0B8;

    static final int NRIP = 0x0C8;
    /** One byte; the 15 instruction bytes follow it (DA-10). */
    static final int INSTRUCTION_BYTE_COUNT = 0x0D0;

    /** Bits 15:0: bus locks that are left. */
    static final int BUS_LOCK_COUNTER = 0x120;

    static final int PML_BASE = 0x1C8;
    static final int PML_INDEX = 0x1D0;

    /** ES, CS, SS, DS, FS, GS, GDTR, LDTR, IDTR, TR: 16 bytes each, from here on (VMCB-120 to VMCB-129). */
    private static final int SEGMENTS = 0x400;

    static final int ES = SEGMENTS;
    static final int CS = SEGMENTS + 0x10;
    static final int SS = SEGMENTS + 0x20;
    static final int DS = SEGMENTS + 0x30;
    static final int FS = SEGMENTS + 0x40;
    static final int GS = SEGMENTS + 0x50;
    static final int GDTR = SEGMENTS + 0x60;
    static final int LDTR = SEGMENTS + 0x70;
    static final int IDTR = SEGMENTS + 0x80;
    static final int TR = SEGMENTS + 0x90;
    /** One byte. */
    static final int CPL = 0x4CB;

    static final int EFER = 0x4D0;
    static final int CR4 = 0x548;
    static final int CR3 = 0x550;
    static final int CR0 = 0x558;
    static final int DR7 = 0x560;
    static final int DR6 = 0x568;
    static final int RFLAGS = 0x570;
    static final int RIP = 0x578;
    static final int RSP = 0x5D8;
    static final int RAX = 0x5F8;
    static final int STAR = 0x600;
    static final int LSTAR = 0x608;
    static final int CSTAR = 0x610;
    static final int SFMASK = 0x618;
    static final int KERNEL_GS_BASE = 0x620;
    static final int SYSENTER_CS = 0x628;
    static final int SYSENTER_ESP = 0x630;
    static final int SYSENTER_EIP = 0x638;
    static final int CR2 = 0x640;
    static final int G_PAT = 0x668;
    /** DBGCTL, BR_FROM, BR_TO, LASTEXCPFROM, LASTEXCPTO. */
    static final int BRANCH_RECORD = 0x670;

    private final PhysicalMemory memory;
    private final long spa;

    /**
     * The VMCB at a system-physical address.
     *
     * @param spa 4-KByte aligned
     */
    Vmcb(PhysicalMemory memory, long spa) {
        this.memory = memory;
        this.spa = spa;
    }

    /** Its system-physical address. */
    long at() {
        return spa;
    }

    long read(int field) {
        return memory.read64(spa + field);
    }

    int read32(int field) {
        return memory.read32(spa + field);
    }

    int read8(int field) {
        return memory.read8(spa + field);
    }

    void write(int field, long value) {
        memory.write64(spa + field, value);
    }

    void write8(int field, int value) {
        memory.write8(spa + field, value);
    }

    void write16(int field, int value) {
        memory.write16(spa + field, value);
    }

    /** Replaces bit {@code bit} of the byte at {@code field}; the other bits keep their values. */
    void writeBit(int field, int bit, boolean set) {
        int others = read8(field) & ~(1 << bit);
        write8(field, set ? others | 1 << bit : others);
    }

    /** Loads a segment register: selector, 12 attribute bits, expanded limit, base (SEG-01, SEG-02, VMCB-180). */
    void load(int field, SegmentRegister segment) {
        segment.set(
                memory.read16(spa + field),
                memory.read16(spa + field + 2) & 0xFFF,
                memory.read32(spa + field + 4),
                memory.read64(spa + field + 8));
    }

    void store(int field, SegmentRegister segment) {
        memory.write16(spa + field, segment.selector);
        memory.write16(spa + field + 2, segment.attributes);
        memory.write32(spa + field + 4, segment.limit);
        memory.write64(spa + field + 8, segment.base);
    }

    /** Loads GDTR or IDTR: only 16 bits of the limit exist (VMCB-186). */
    void load(int field, TableRegister table) {
        table.set(memory.read64(spa + field + 8), memory.read16(spa + field + 4));
    }

    /** Stores GDTR or IDTR; the upper half of the limit is written as zero (VMCB-186, recommended). */
    void store(int field, TableRegister table) {
        memory.write32(spa + field + 4, table.limit);
        memory.write64(spa + field + 8, table.base);
    }
}
