package dev.pacifica.model.state;

/** Bits of the DebugCtl MSR (DBG-15, APM2 13.1.1.6). */
public final class DebugCtl {
    /** Last-branch recording. */
    public static final long LBR = 1;
    /** Single-stepping on control transfers. */
    public static final long BTF = 1 << 1;

    private DebugCtl() {}
}
