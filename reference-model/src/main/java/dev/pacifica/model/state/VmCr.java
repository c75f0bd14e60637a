package dev.pacifica.model.state;

/** The bits of VM_CR, MSR C001_0114h (EN-20, APM2 15.30.1). */
public final class VmCr {
    public static final long DPD = 1L << 0;
    public static final long R_INIT = 1L << 1;
    public static final long DIS_A20M = 1L << 2;
    public static final long LOCK = 1L << 3;
    public static final long SVMDIS = 1L << 4;

    private VmCr() {}
}
