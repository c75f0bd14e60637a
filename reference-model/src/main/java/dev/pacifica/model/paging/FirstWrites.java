package dev.pacifica.model.paging;

/** Asked when a walk is about to set the D bit of a page that had none. */
@FunctionalInterface
interface FirstWrites {
    /** Nobody minds. */
    FirstWrites FREE = address -> true;

    /**
     * Whether the bit may be set.
     *
     * @param address the address that is walked for
     */
    boolean admits(long address);
}
