package dev.pacifica.model.dev;

/** The bits of DEV_CR (DEV-58). */
public final class DevCr {
    /** Global enable: unless it is set nothing but the loader's block is protected. */
    public static final int ENABLE = 1 << 0;
    /** Memory is not cleared at reset. */
    public static final int MEM_CLR_DIS = 1 << 1;
    /** I/O cycles of devices are blocked. */
    public static final int IOSPEN = 1 << 2;
    /** Denied accesses raise a machine check. */
    public static final int MCE = 1 << 3;
    /** Written with 1: drops what the bridge remembers of the vectors; reads 1 until that is done. */
    public static final int INVALIDATE = 1 << 4;
    /** The secure loader's block is protected: set by SKINIT, cleared by software. */
    public static final int SL_DEV_EN = 1 << 5;
    /** Walks do not probe the caches of processors. */
    public static final int PRB_DIS = 1 << 6;

    /** What software can set; SL_DEV_EN it can clear (DEV-61). */
    static final int WRITABLE = ENABLE | MEM_CLR_DIS | IOSPEN | MCE | PRB_DIS;

    private DevCr() {}
}
