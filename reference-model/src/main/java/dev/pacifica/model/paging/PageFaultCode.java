package dev.pacifica.model.paging;

/** The bits of the page-fault error code (PG-60, APM2 8.4.2). */
public final class PageFaultCode {
    public static final int P = 1 << 0;
    public static final int RW = 1 << 1;
    public static final int US = 1 << 2;
    public static final int RSV = 1 << 3;
    public static final int ID = 1 << 4;

    private PageFaultCode() {}

    /** The bits that describe the access; P and RSV are for the walk to add. */
    static int of(Access access, Translation translation) {
        int code = 0;
        if (access.isWrite()) {
            code |= RW;
        }
        if (access.isUser()) {
            code |= US;
        }
        // PG-60, PG-65: bit 4 only with NXE and PAE, or with SMEP
        PagingFlags flags = translation.flags();
        boolean pae = translation.format() != PagingFormat.LEGACY;
        if (access.isFetch() && (flags.nxe() && pae || flags.smep())) {
            code |= ID;
        }
        return code;
    }
}
