package dev.pacifica.model.state;

/** Bits of the DebugCtl MSR (DBG-15, APM2 13.1.1.6). */
public final class DebugCtl {
    /** Last-branch recording. */
    public static final long LBR = 1;
    /** Single-stepping on control transfers. */
    public static final long BTF = 1 << 1;

    /** All bits that keep what is written: BLCKDB, FLBRI and FPMCI too. */
    public static final long DEFINED = 0x1807;

    private DebugCtl() {}
}
