package dev.pacifica.model.state;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;

/** The bits of EFER, MSR C000_0080h (APM2 3.1.7). */
public final class Efer {
    public static final long SCE = 1L << 0;
    public static final long LME = 1L << 8;
    public static final long LMA = 1L << 10;
    public static final long NXE = 1L << 11;
    public static final long SVME = 1L << 12;
    public static final long LMSLE = 1L << 13;
    public static final long FFXSR = 1L << 14;
    public static final long TCE = 1L << 15;
    public static final long MCOMMIT = 1L << 17;
    public static final long INTWB = 1L << 18;
    public static final long UAIE = 1L << 20;
    public static final long AIBRSE = 1L << 21;

    /** Bits 7:1 read as zero and ignore writes (CR-51). */
    public static final long READ_AS_ZERO = 0xFE;

    private Efer() {}

    /** The bits that this processor has; every other one except {@link #READ_AS_ZERO} must be zero (CR-50). */
    public static long implemented(CpuProfile profile) {
        return bit(profile, Feature.SYSCALL, SCE)
                | bit(profile, Feature.LM, LME | LMA)
                | bit(profile, Feature.NX, NXE)
                | bit(profile, Feature.SVM, SVME)
                | bit(profile, Feature.FFXSR, FFXSR)
                | bit(profile, Feature.MCOMMIT, MCOMMIT)
                | bit(profile, Feature.INT_WBINVD, INTWB)
                | bit(profile, Feature.UPPER_ADDRESS_IGNORE, UAIE)
                | bit(profile, Feature.AUTOMATIC_IBRS, AIBRSE);
    }

    private static long bit(CpuProfile profile, Feature feature, long bits) {
        return profile.has(feature) ? bits : 0;
    }
}
