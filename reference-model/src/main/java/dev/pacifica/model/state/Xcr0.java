package dev.pacifica.model.state;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;

/** The bits of XCR0, the extended control register (APM2 3.1.8). */
public final class Xcr0 {
    public static final long X87 = 1L << 0;
    public static final long SSE = 1L << 1;
    public static final long AVX = 1L << 2;

    private Xcr0() {}

    /** The components that this processor has; XCR0 can hold no other bit. */
    public static long implemented(CpuProfile profile) {
        return profile.has(Feature.AVX) ? X87 | SSE | AVX : X87 | SSE;
    }

    /** Whether software may enable exactly these components: x87 always, AVX only together with SSE (SYS-25). */
    public static boolean isLegal(long value, CpuProfile profile) {
        boolean avxAlone = (value & (AVX | SSE)) == AVX;
        return (value & X87) != 0 && !avxAlone && (value & ~implemented(profile)) == 0;
    }
}
