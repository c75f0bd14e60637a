package dev.pacifica.model.state;

import java.util.Arrays;

/** XMM0 to XMM15 and MXCSR (APM1 4.2). */
public final class SseState {
    /** After reset and in the initial state of XRSTOR: all exceptions masked. */
    public static final int MXCSR_INITIAL = 0x1F80;
    /** The bits that exist; of them MISALIGN_SSE's bit 17 does not. */
    public static final int MXCSR_MASK = 0xFFFF;

    /** Invalid operation, the first of the exception flags; bit {@link #MASKS} above each is its mask. */
    public static final int IE = 1 << 0;

    public static final int DE = 1 << 1;
    public static final int DAZ = 1 << 6;
    public static final int MASKS = 7;

    /** Bits 63:0 of register n at 2n, bits 127:64 at 2n + 1. */
    public final long[] xmm = new long[32];

    public int mxcsr;

    /** RST-14. */
    void reset() {
        Arrays.fill(xmm, 0);
        mxcsr = MXCSR_INITIAL;
    }
}
