package dev.pacifica.model.event;

/**
 * The intercepts. The intercept vectors at VMCB 000h to 017h form one array of bits, and the exit code of an intercept
 * equals its bit number (INS-01, APM2 appendices B and C).
 */
public enum Intercept {
    // 000h: control registers
    CR0_READ(0x00),
    CR1_READ(0x01),
    CR2_READ(0x02),
    CR3_READ(0x03),
    CR4_READ(0x04),
    CR5_READ(0x05),
    CR6_READ(0x06),
    CR7_READ(0x07),
    CR8_READ(0x08),
    CR9_READ(0x09),
    CR10_READ(0x0A),
    CR11_READ(0x0B),
    CR12_READ(0x0C),
    CR13_READ(0x0D),
    CR14_READ(0x0E),
    CR15_READ(0x0F),
    CR0_WRITE(0x10),
    CR1_WRITE(0x11),
    CR2_WRITE(0x12),
    CR3_WRITE(0x13),
    CR4_WRITE(0x14),
    CR5_WRITE(0x15),
    CR6_WRITE(0x16),
    CR7_WRITE(0x17),
    CR8_WRITE(0x18),
    CR9_WRITE(0x19),
    CR10_WRITE(0x1A),
    CR11_WRITE(0x1B),
    CR12_WRITE(0x1C),
    CR13_WRITE(0x1D),
    CR14_WRITE(0x1E),
    CR15_WRITE(0x1F),
    // 004h: debug registers
    DR0_READ(0x20),
    DR1_READ(0x21),
    DR2_READ(0x22),
    DR3_READ(0x23),
    DR4_READ(0x24),
    DR5_READ(0x25),
    DR6_READ(0x26),
    DR7_READ(0x27),
    DR8_READ(0x28),
    DR9_READ(0x29),
    DR10_READ(0x2A),
    DR11_READ(0x2B),
    DR12_READ(0x2C),
    DR13_READ(0x2D),
    DR14_READ(0x2E),
    DR15_READ(0x2F),
    DR0_WRITE(0x30),
    DR1_WRITE(0x31),
    DR2_WRITE(0x32),
    DR3_WRITE(0x33),
    DR4_WRITE(0x34),
    DR5_WRITE(0x35),
    DR6_WRITE(0x36),
    DR7_WRITE(0x37),
    DR8_WRITE(0x38),
    DR9_WRITE(0x39),
    DR10_WRITE(0x3A),
    DR11_WRITE(0x3B),
    DR12_WRITE(0x3C),
    DR13_WRITE(0x3D),
    DR14_WRITE(0x3E),
    DR15_WRITE(0x3F),
    // 008h: exceptions
    EXCEPTION_DE(0x40),
    EXCEPTION_DB(0x41),
    EXCEPTION_2(0x42),
    EXCEPTION_BP(0x43),
    EXCEPTION_OF(0x44),
    EXCEPTION_BR(0x45),
    EXCEPTION_UD(0x46),
    EXCEPTION_NM(0x47),
    EXCEPTION_DF(0x48),
    EXCEPTION_9(0x49),
    EXCEPTION_TS(0x4A),
    EXCEPTION_NP(0x4B),
    EXCEPTION_SS(0x4C),
    EXCEPTION_GP(0x4D),
    EXCEPTION_PF(0x4E),
    EXCEPTION_15(0x4F),
    EXCEPTION_MF(0x50),
    EXCEPTION_AC(0x51),
    EXCEPTION_MC(0x52),
    EXCEPTION_XF(0x53),
    EXCEPTION_20(0x54),
    EXCEPTION_CP(0x55),
    EXCEPTION_22(0x56),
    EXCEPTION_23(0x57),
    EXCEPTION_24(0x58),
    EXCEPTION_25(0x59),
    EXCEPTION_26(0x5A),
    EXCEPTION_27(0x5B),
    EXCEPTION_HV(0x5C),
    EXCEPTION_VC(0x5D),
    EXCEPTION_SX(0x5E),
    EXCEPTION_31(0x5F),
    // 00Ch
    INTR(0x60),
    NMI(0x61),
    SMI(0x62),
    INIT(0x63),
    VINTR(0x64),
    CR0_SELECTIVE_WRITE(0x65),
    IDTR_READ(0x66),
    GDTR_READ(0x67),
    LDTR_READ(0x68),
    TR_READ(0x69),
    IDTR_WRITE(0x6A),
    GDTR_WRITE(0x6B),
    LDTR_WRITE(0x6C),
    TR_WRITE(0x6D),
    RDTSC(0x6E),
    RDPMC(0x6F),
    PUSHF(0x70),
    POPF(0x71),
    CPUID(0x72),
    RSM(0x73),
    IRET(0x74),
    INTN(0x75),
    INVD(0x76),
    PAUSE(0x77),
    HLT(0x78),
    INVLPG(0x79),
    INVLPGA(0x7A),
    IOIO_PROT(0x7B),
    MSR_PROT(0x7C),
    TASK_SWITCH(0x7D),
    FERR_FREEZE(0x7E),
    SHUTDOWN(0x7F),
    // 010h
    VMRUN(0x80),
    VMMCALL(0x81),
    VMLOAD(0x82),
    VMSAVE(0x83),
    STGI(0x84),
    CLGI(0x85),
    SKINIT(0x86),
    RDTSCP(0x87),
    ICEBP(0x88),
    WBINVD(0x89),
    MONITOR(0x8A),
    MWAIT(0x8B),
    MWAIT_ARMED(0x8C),
    XSETBV(0x8D),
    RDPRU(0x8E),
    EFER_WRITE_TRAP(0x8F),
    CR0_WRITE_TRAP(0x90),
    CR1_WRITE_TRAP(0x91),
    CR2_WRITE_TRAP(0x92),
    CR3_WRITE_TRAP(0x93),
    CR4_WRITE_TRAP(0x94),
    CR5_WRITE_TRAP(0x95),
    CR6_WRITE_TRAP(0x96),
    CR7_WRITE_TRAP(0x97),
    CR8_WRITE_TRAP(0x98),
    CR9_WRITE_TRAP(0x99),
    CR10_WRITE_TRAP(0x9A),
    CR11_WRITE_TRAP(0x9B),
    CR12_WRITE_TRAP(0x9C),
    CR13_WRITE_TRAP(0x9D),
    CR14_WRITE_TRAP(0x9E),
    CR15_WRITE_TRAP(0x9F),
    // 014h
    INVLPGB(0xA0),
    INVLPGB_ILLEGAL(0xA1),
    INVPCID(0xA2),
    MCOMMIT(0xA3),
    TLBSYNC(0xA4),
    BUS_LOCK(0xA5),
    IDLE_HLT(0xA6);

    private static final Intercept[] BY_BIT = new Intercept[0xC0];

    static {
        for (Intercept intercept : values()) {
            BY_BIT[intercept.bit] = intercept;
        }
    }

    private final int bit;

    Intercept(int bit) {
        this.bit = bit;
    }

    /** The bit number in the array of intercept vectors, 0 to BFh, which is the exit code. */
    public int exitCode() {
        return bit;
    }

    /** The byte offset in the VMCB of the 32-bit vector that holds the bit. */
    public int vmcbOffset() {
        return bit / 32 * 4;
    }

    /** The bit in that vector, 0 to 31. */
    public int vmcbBit() {
        return bit % 32;
    }

    /**
     * The intercept with this exit code.
     *
     * @throws IllegalArgumentException if no intercept bit belongs to the code
     */
    public static Intercept of(int exitCode) {
        Intercept intercept = exitCode < 0 || exitCode >= BY_BIT.length ? null : BY_BIT[exitCode];
        if (intercept == null) {
            throw new IllegalArgumentException(
                    "No intercept bit has the exit code " + Integer.toHexString(exitCode) + "h.");
        }
        return intercept;
    }

    /** The intercept of reads of CRn. */
    public static Intercept crRead(int number) {
        return BY_BIT[CR0_READ.bit + number];
    }

    /** The intercept of writes of CRn. */
    public static Intercept crWrite(int number) {
        return BY_BIT[CR0_WRITE.bit + number];
    }

    /** The intercept of reads of DRn. */
    public static Intercept drRead(int number) {
        return BY_BIT[DR0_READ.bit + number];
    }

    /** The intercept of writes of DRn. */
    public static Intercept drWrite(int number) {
        return BY_BIT[DR0_WRITE.bit + number];
    }

    /** The intercept of an exception vector, 0 to 31. */
    public static Intercept exception(int vector) {
        return BY_BIT[EXCEPTION_DE.bit + vector];
    }
}
