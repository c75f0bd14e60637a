package dev.pacifica.model.profile;

import static dev.pacifica.model.profile.Feature.*;

import java.util.EnumSet;
import java.util.List;

/**
 * The processors that come with the model. A profile lists a feature only if the model has it; what the real processor
 * has beyond that is added here together with its implementation.
 */
final class ShippedProfiles {
    /**
     * What every processor with SVM has, as far as the model goes. EFER.LMSLE is what every one of them lacks, because the
     * model does.
     */
    private static final EnumSet<Feature> BASE = EnumSet.of(
            VME,
            DE,
            PSE,
            TSC,
            MSR,
            PAE,
            PGE,
            CMOV,
            PAT,
            MTRR,
            CLFLUSH,
            CMPXCHG8B,
            CMPXCHG16B,
            SYSENTER,
            SYSCALL,
            NX,
            LM,
            LAHF_SAHF,
            SVM,
            ALT_MOV_CR8,
            FPU,
            MMX,
            MMX_EXT,
            FXSR,
            SSE,
            SSE2,
            EFER_LMSLE_UNSUPPORTED);

    private static final CpuProfile OPTERON_F = new CpuProfile("opteron-f", BASE, 0x0004_0F12, 40, 48, 64, 1);
    private static final CpuProfile BARCELONA = new CpuProfile(
            "barcelona",
            plus(BASE, SKINIT, MONITOR, POPCNT, ABM, RDTSCP, NP, SVML, NRIPS, PAGE_1GB, LBR_VIRT),
            0x0010_0F22,
            48,
            48,
            64,
            1);
    private static final EnumSet<Feature> ZEN_FEATURES = plus(
            BASE,
            SKINIT,
            MONITOR,
            POPCNT,
            ABM,
            SSE4_2,
            MOVBE,
            BMI1,
            BMI2,
            ADX,
            RDRAND,
            RDSEED,
            RDTSCP,
            NP,
            SVML,
            NRIPS,
            VMCB_CLEAN,
            FLUSH_BY_ASID,
            DECODE_ASSISTS,
            LBR_VIRT,
            TSC_RATE_MSR,
            PAUSE_FILTER,
            PAUSE_FILTER_THRESHOLD,
            V_VMSAVE_VMLOAD,
            PAGE_1GB,
            SMEP,
            SMAP,
            FSGSBASE,
            XSAVE,
            CLFLUSHOPT,
            MONITORX);
    private static final CpuProfile ZEN = new CpuProfile("zen", ZEN_FEATURES, 0x0080_0F12, 48, 48, 32768, 0);
    private static final CpuProfile FULL = new CpuProfile(
            "full",
            plus(
                    ZEN_FEATURES,
                    RDPID,
                    GMET,
                    SSS_CHECK,
                    ROGPT,
                    PML,
                    NESTED_VIRT_VMCB_ADDR_CHK,
                    UMIP,
                    PCID,
                    INVPCID,
                    CLWB,
                    WBNOINVD,
                    CPUID_USER_DIS,
                    NO_SMM_CTL_MSR,
                    RDPRU,
                    IDLE_HLT_INTERCEPT,
                    BUS_LOCK_THRESHOLD),
            0x00A2_0F12,
            48,
            48,
            32768,
            8);

    private static final List<CpuProfile> ALL = List.of(OPTERON_F, BARCELONA, ZEN, FULL);

    private ShippedProfiles() {}

    static CpuProfile named(String name) {
        for (CpuProfile profile : ALL) {
            if (profile.name().equals(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("There is no profile '" + name + "': expected one of "
                + ALL.stream().map(CpuProfile::name).toList() + ".");
    }

    private static EnumSet<Feature> plus(EnumSet<Feature> base, Feature... more) {
        EnumSet<Feature> all = EnumSet.copyOf(base);
        all.addAll(List.of(more));
        return all;
    }
}
