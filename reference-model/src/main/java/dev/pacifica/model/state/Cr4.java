package dev.pacifica.model.state;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;

/** The bits of CR4 (APM2 3.1.3). */
public final class Cr4 {
    public static final long VME = 1L << 0;
    public static final long PVI = 1L << 1;
    public static final long TSD = 1L << 2;
    public static final long DE = 1L << 3;
    public static final long PSE = 1L << 4;
    public static final long PAE = 1L << 5;
    public static final long MCE = 1L << 6;
    public static final long PGE = 1L << 7;
    public static final long PCE = 1L << 8;
    public static final long OSFXSR = 1L << 9;
    public static final long OSXMMEXCPT = 1L << 10;
    public static final long UMIP = 1L << 11;
    public static final long LA57 = 1L << 12;
    public static final long FSGSBASE = 1L << 16;
    public static final long PCIDE = 1L << 17;
    public static final long OSXSAVE = 1L << 18;
    public static final long SMEP = 1L << 20;
    public static final long SMAP = 1L << 21;
    public static final long PKE = 1L << 22;
    public static final long CET = 1L << 23;

    private Cr4() {}

    /** The bits that this processor has; every other one must be zero (CR-30, CR-36). */
    public static long implemented(CpuProfile profile) {
        return PCE
                | bit(profile, Feature.VME, VME | PVI)
                | bit(profile, Feature.TSC, TSD)
                | bit(profile, Feature.DE, DE)
                | bit(profile, Feature.PSE, PSE)
                | bit(profile, Feature.PAE, PAE)
                | bit(profile, Feature.MCE, MCE)
                | bit(profile, Feature.PGE, PGE)
                | bit(profile, Feature.FXSR, OSFXSR)
                | bit(profile, Feature.SSE, OSXMMEXCPT)
                | bit(profile, Feature.UMIP, UMIP)
                | bit(profile, Feature.LA57, LA57)
                | bit(profile, Feature.FSGSBASE, FSGSBASE)
                | bit(profile, Feature.PCID, PCIDE)
                | bit(profile, Feature.XSAVE, OSXSAVE)
                | bit(profile, Feature.SMEP, SMEP)
                | bit(profile, Feature.SMAP, SMAP)
                | bit(profile, Feature.PKU, PKE)
                | bit(profile, Feature.CET_SS, CET);
    }

    private static long bit(CpuProfile profile, Feature feature, long bits) {
        return profile.has(feature) ? bits : 0;
    }
}
