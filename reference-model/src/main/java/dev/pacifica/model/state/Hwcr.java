package dev.pacifica.model.state;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;

/** The bits of HWCR, MSR C001_0015h, that concern software (APM2 15.32, 3.2; MSRREG-60 to MSRREG-63). */
public final class Hwcr {
    /** Once set, writes leave it set (VMCR-22). */
    public static final long SMM_LOCK = 1L << 0;

    public static final long IGNNE_EMULATION = 1L << 8;
    /** MONITOR and MWAIT at any privilege level (SYS-27). */
    public static final long MON_MWAIT_USER_EN = 1L << 10;
    /** CPUID at CPL 0 only (SYS-28). */
    public static final long CPUID_USER_DIS = 1L << 35;

    private Hwcr() {}

    /** The bits that can be written; what a processor has beyond them is its own business. */
    public static long implemented(CpuProfile profile) {
        return SMM_LOCK
                | IGNNE_EMULATION
                | (profile.has(Feature.MONITOR) ? MON_MWAIT_USER_EN : 0)
                | (profile.has(Feature.CPUID_USER_DIS) ? CPUID_USER_DIS : 0);
    }
}
