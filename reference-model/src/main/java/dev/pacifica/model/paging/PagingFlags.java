package dev.pacifica.model.paging;

/**
 * The control bits that a walk looks at.
 *
 * @param wp CR0.WP
 * @param nxe EFER.NXE
 * @param smep CR4.SMEP
 * @param smap CR4.SMAP with RFLAGS.AC = 0; implicit accesses are checked by {@code smapImplicit}
 * @param smapImplicit CR4.SMAP
 * @param pse CR4.PSE
 * @param pge CR4.PGE
 * @param page1Gb the processor has 1-GByte pages
 * @param physicalAddressBits MAXPHYADDR
 */
public record PagingFlags(
        boolean wp,
        boolean nxe,
        boolean smep,
        boolean smap,
        boolean smapImplicit,
        boolean pse,
        boolean pge,
        boolean page1Gb,
        int physicalAddressBits) {

    /**
     * Whether an access is permitted by the rights that all levels of a translation give together (PG-30 to PG-36).
     *
     * @param user U/S, and of all levels
     * @param writable R/W, and of all levels
     * @param noExecute NX, or of all levels
     */
    boolean permits(Access access, boolean user, boolean writable, boolean noExecute) {
        if (access.isUser() && !user) {
            return false; // PG-32
        }
        if (access.isFetch()) {
            return !(nxe && noExecute) // PG-34
                    && !(smep && user && !access.isUser()); // PG-35
        }
        if (user && !access.isUser() && (access.isImplicit() ? smapImplicit : smap)) {
            return false; // PG-36
        }
        return !access.isWrite() || writable || !access.isUser() && !wp; // PG-32, PG-33
    }
}
