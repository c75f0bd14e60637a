package dev.pacifica.model.profile;

/** The features that CPUID reports, each with the place of its bit (APM3 appendix E; CPUID-03 to CPUID-63). */
public enum Feature {
    // Fn0000_0001_ECX
    SSE3(0x0000_0001, 0, CpuidRegister.ECX, 0),
    PCLMULQDQ(0x0000_0001, 0, CpuidRegister.ECX, 1),
    MONITOR(0x0000_0001, 0, CpuidRegister.ECX, 3),
    SSSE3(0x0000_0001, 0, CpuidRegister.ECX, 9),
    FMA(0x0000_0001, 0, CpuidRegister.ECX, 12),
    CMPXCHG16B(0x0000_0001, 0, CpuidRegister.ECX, 13),
    SSE4_1(0x0000_0001, 0, CpuidRegister.ECX, 19),
    SSE4_2(0x0000_0001, 0, CpuidRegister.ECX, 20),
    X2APIC(0x0000_0001, 0, CpuidRegister.ECX, 21),
    MOVBE(0x0000_0001, 0, CpuidRegister.ECX, 22),
    POPCNT(0x0000_0001, 0, CpuidRegister.ECX, 23),
    AES(0x0000_0001, 0, CpuidRegister.ECX, 25),
    XSAVE(0x0000_0001, 0, CpuidRegister.ECX, 26),
    AVX(0x0000_0001, 0, CpuidRegister.ECX, 28),
    F16C(0x0000_0001, 0, CpuidRegister.ECX, 29),
    RDRAND(0x0000_0001, 0, CpuidRegister.ECX, 30),
    // Fn0000_0001_EDX
    FPU(0x0000_0001, 0, CpuidRegister.EDX, 0),
    VME(0x0000_0001, 0, CpuidRegister.EDX, 1),
    DE(0x0000_0001, 0, CpuidRegister.EDX, 2),
    PSE(0x0000_0001, 0, CpuidRegister.EDX, 3),
    TSC(0x0000_0001, 0, CpuidRegister.EDX, 4),
    MSR(0x0000_0001, 0, CpuidRegister.EDX, 5),
    PAE(0x0000_0001, 0, CpuidRegister.EDX, 6),
    MCE(0x0000_0001, 0, CpuidRegister.EDX, 7),
    CMPXCHG8B(0x0000_0001, 0, CpuidRegister.EDX, 8),
    APIC(0x0000_0001, 0, CpuidRegister.EDX, 9),
    SYSENTER(0x0000_0001, 0, CpuidRegister.EDX, 11),
    MTRR(0x0000_0001, 0, CpuidRegister.EDX, 12),
    PGE(0x0000_0001, 0, CpuidRegister.EDX, 13),
    MCA(0x0000_0001, 0, CpuidRegister.EDX, 14),
    CMOV(0x0000_0001, 0, CpuidRegister.EDX, 15),
    PAT(0x0000_0001, 0, CpuidRegister.EDX, 16),
    PSE36(0x0000_0001, 0, CpuidRegister.EDX, 17),
    CLFLUSH(0x0000_0001, 0, CpuidRegister.EDX, 19),
    MMX(0x0000_0001, 0, CpuidRegister.EDX, 23),
    FXSR(0x0000_0001, 0, CpuidRegister.EDX, 24),
    SSE(0x0000_0001, 0, CpuidRegister.EDX, 25),
    SSE2(0x0000_0001, 0, CpuidRegister.EDX, 26),
    HTT(0x0000_0001, 0, CpuidRegister.EDX, 28),
    // Fn0000_0007_0_EBX
    FSGSBASE(0x0000_0007, 0, CpuidRegister.EBX, 0),
    BMI1(0x0000_0007, 0, CpuidRegister.EBX, 3),
    SMEP(0x0000_0007, 0, CpuidRegister.EBX, 7),
    BMI2(0x0000_0007, 0, CpuidRegister.EBX, 8),
    INVPCID(0x0000_0007, 0, CpuidRegister.EBX, 10),
    RDSEED(0x0000_0007, 0, CpuidRegister.EBX, 18),
    ADX(0x0000_0007, 0, CpuidRegister.EBX, 19),
    SMAP(0x0000_0007, 0, CpuidRegister.EBX, 20),
    CLFLUSHOPT(0x0000_0007, 0, CpuidRegister.EBX, 23),
    CLWB(0x0000_0007, 0, CpuidRegister.EBX, 24),
    // Fn0000_0007_0_ECX
    UMIP(0x0000_0007, 0, CpuidRegister.ECX, 2),
    PKU(0x0000_0007, 0, CpuidRegister.ECX, 3),
    CET_SS(0x0000_0007, 0, CpuidRegister.ECX, 7),
    LA57(0x0000_0007, 0, CpuidRegister.ECX, 16),
    RDPID(0x0000_0007, 0, CpuidRegister.ECX, 22),
    BUS_LOCK_TRAP(0x0000_0007, 0, CpuidRegister.ECX, 24),
    // Fn0000_0001_ECX, used with CR3 (PG-76)
    PCID(0x0000_0001, 0, CpuidRegister.ECX, 17),
    // Fn8000_0001_ECX (CPUID-03 to CPUID-06)
    LAHF_SAHF(0x8000_0001, 0, CpuidRegister.ECX, 0),
    CMP_LEGACY(0x8000_0001, 0, CpuidRegister.ECX, 1),
    SVM(0x8000_0001, 0, CpuidRegister.ECX, 2),
    EXT_APIC_SPACE(0x8000_0001, 0, CpuidRegister.ECX, 3),
    ALT_MOV_CR8(0x8000_0001, 0, CpuidRegister.ECX, 4),
    ABM(0x8000_0001, 0, CpuidRegister.ECX, 5),
    SSE4A(0x8000_0001, 0, CpuidRegister.ECX, 6),
    MISALIGN_SSE(0x8000_0001, 0, CpuidRegister.ECX, 7),
    PREFETCH_3DNOW(0x8000_0001, 0, CpuidRegister.ECX, 8),
    IBS(0x8000_0001, 0, CpuidRegister.ECX, 10),
    SKINIT(0x8000_0001, 0, CpuidRegister.ECX, 12),
    WDT(0x8000_0001, 0, CpuidRegister.ECX, 13),
    TOPOLOGY_EXTENSIONS(0x8000_0001, 0, CpuidRegister.ECX, 22),
    PERF_CTR_CORE(0x8000_0001, 0, CpuidRegister.ECX, 23),
    MONITORX(0x8000_0001, 0, CpuidRegister.ECX, 29),
    // Fn8000_0001_EDX (CPUID-07)
    SYSCALL(0x8000_0001, 0, CpuidRegister.EDX, 11),
    NX(0x8000_0001, 0, CpuidRegister.EDX, 20),
    MMX_EXT(0x8000_0001, 0, CpuidRegister.EDX, 22),
    FFXSR(0x8000_0001, 0, CpuidRegister.EDX, 25),
    PAGE_1GB(0x8000_0001, 0, CpuidRegister.EDX, 26),
    RDTSCP(0x8000_0001, 0, CpuidRegister.EDX, 27),
    LM(0x8000_0001, 0, CpuidRegister.EDX, 29),
    // Fn8000_0007_EDX
    TSC_INVARIANT(0x8000_0007, 0, CpuidRegister.EDX, 8),
    // Fn8000_0008_EBX (CPUID-09)
    CLZERO(0x8000_0008, 0, CpuidRegister.EBX, 0),
    INVLPGB(0x8000_0008, 0, CpuidRegister.EBX, 3),
    RDPRU(0x8000_0008, 0, CpuidRegister.EBX, 4),
    MCOMMIT(0x8000_0008, 0, CpuidRegister.EBX, 8),
    WBNOINVD(0x8000_0008, 0, CpuidRegister.EBX, 9),
    IBPB(0x8000_0008, 0, CpuidRegister.EBX, 12),
    INT_WBINVD(0x8000_0008, 0, CpuidRegister.EBX, 13),
    IBRS(0x8000_0008, 0, CpuidRegister.EBX, 14),
    STIBP(0x8000_0008, 0, CpuidRegister.EBX, 15),
    EFER_LMSLE_UNSUPPORTED(0x8000_0008, 0, CpuidRegister.EBX, 20),
    INVLPGB_NESTED(0x8000_0008, 0, CpuidRegister.EBX, 21),
    SSBD(0x8000_0008, 0, CpuidRegister.EBX, 24),
    VIRT_SPEC_CTRL(0x8000_0008, 0, CpuidRegister.EBX, 25),
    SSBD_NOT_REQUIRED(0x8000_0008, 0, CpuidRegister.EBX, 26),
    PSFD(0x8000_0008, 0, CpuidRegister.EBX, 28),
    IBPB_RET(0x8000_0008, 0, CpuidRegister.EBX, 30),
    // Fn8000_000A_ECX (CPUID-23 to CPUID-26)
    PML(0x8000_000A, 0, CpuidRegister.ECX, 4),
    ENHANCED_TLBI(0x8000_000A, 0, CpuidRegister.ECX, 5),
    X2AVIC_EXT(0x8000_000A, 0, CpuidRegister.ECX, 6),
    // Fn8000_000A_EDX (CPUID-30 to CPUID-63)
    NP(0x8000_000A, 0, CpuidRegister.EDX, 0),
    LBR_VIRT(0x8000_000A, 0, CpuidRegister.EDX, 1),
    SVML(0x8000_000A, 0, CpuidRegister.EDX, 2),
    NRIPS(0x8000_000A, 0, CpuidRegister.EDX, 3),
    TSC_RATE_MSR(0x8000_000A, 0, CpuidRegister.EDX, 4),
    VMCB_CLEAN(0x8000_000A, 0, CpuidRegister.EDX, 5),
    FLUSH_BY_ASID(0x8000_000A, 0, CpuidRegister.EDX, 6),
    DECODE_ASSISTS(0x8000_000A, 0, CpuidRegister.EDX, 7),
    PMC_VIRT(0x8000_000A, 0, CpuidRegister.EDX, 8),
    PAUSE_FILTER(0x8000_000A, 0, CpuidRegister.EDX, 10),
    PAUSE_FILTER_THRESHOLD(0x8000_000A, 0, CpuidRegister.EDX, 12),
    AVIC(0x8000_000A, 0, CpuidRegister.EDX, 13),
    V_VMSAVE_VMLOAD(0x8000_000A, 0, CpuidRegister.EDX, 15),
    VGIF(0x8000_000A, 0, CpuidRegister.EDX, 16),
    GMET(0x8000_000A, 0, CpuidRegister.EDX, 17),
    X2AVIC(0x8000_000A, 0, CpuidRegister.EDX, 18),
    SSS_CHECK(0x8000_000A, 0, CpuidRegister.EDX, 19),
    SPEC_CTRL(0x8000_000A, 0, CpuidRegister.EDX, 20),
    ROGPT(0x8000_000A, 0, CpuidRegister.EDX, 21),
    HOST_MCE_OVERRIDE(0x8000_000A, 0, CpuidRegister.EDX, 23),
    TLBI_CTL(0x8000_000A, 0, CpuidRegister.EDX, 24),
    VNMI(0x8000_000A, 0, CpuidRegister.EDX, 25),
    IBS_VIRT(0x8000_000A, 0, CpuidRegister.EDX, 26),
    EXT_LVT_AVIC_ACCESS_CHG(0x8000_000A, 0, CpuidRegister.EDX, 27),
    NESTED_VIRT_VMCB_ADDR_CHK(0x8000_000A, 0, CpuidRegister.EDX, 28),
    BUS_LOCK_THRESHOLD(0x8000_000A, 0, CpuidRegister.EDX, 29),
    IDLE_HLT_INTERCEPT(0x8000_000A, 0, CpuidRegister.EDX, 30),
    // Fn8000_0021_EAX (CPUID-11)
    NO_NESTED_DATA_BP(0x8000_0021, 0, CpuidRegister.EAX, 0),
    FS_GS_KERNEL_GS_BASE_NON_SERIALIZING(0x8000_0021, 0, CpuidRegister.EAX, 1),
    LFENCE_ALWAYS_SERIALIZING(0x8000_0021, 0, CpuidRegister.EAX, 2),
    SMM_PG_CFG_LOCK(0x8000_0021, 0, CpuidRegister.EAX, 3),
    NULL_SELECT_CLEARS_BASE(0x8000_0021, 0, CpuidRegister.EAX, 6),
    UPPER_ADDRESS_IGNORE(0x8000_0021, 0, CpuidRegister.EAX, 7),
    AUTOMATIC_IBRS(0x8000_0021, 0, CpuidRegister.EAX, 8),
    NO_SMM_CTL_MSR(0x8000_0021, 0, CpuidRegister.EAX, 9),
    CPUID_USER_DIS(0x8000_0021, 0, CpuidRegister.EAX, 17),
    ERAPS(0x8000_0021, 0, CpuidRegister.EAX, 24),
    SBPB(0x8000_0021, 0, CpuidRegister.EAX, 27),
    IBPB_BRTYPE(0x8000_0021, 0, CpuidRegister.EAX, 28);

    private final int leaf;
    private final int subleaf;
    private final CpuidRegister register;
    private final int bit;

    Feature(int leaf, int subleaf, CpuidRegister register, int bit) {
        this.leaf = leaf;
        this.subleaf = subleaf;
        this.register = register;
        this.bit = bit;
    }

    /** The CPUID function, for example 8000_000Ah. */
    public int leaf() {
        return leaf;
    }

    /** The value of ECX that selects the part of the function; 0 if the function has no parts. */
    public int subleaf() {
        return subleaf;
    }

    /** The register that holds the bit. */
    public CpuidRegister register() {
        return register;
    }

    /** The bit number, 0 to 31. */
    public int bit() {
        return bit;
    }
}
