package dev.pacifica.model.paging;

/** What a walk found. */
public sealed interface WalkResult {
    /**
     * The access is permitted; accessed and dirty bits are set.
     *
     * @param spa system-physical address of the byte asked for
     * @param pageShift the page has 2^pageShift bytes: 12, 21, 22 or 30
     * @param user U/S, and of all levels
     * @param writable R/W, and of all levels
     * @param noExecute NX, or of all levels
     * @param dirty the D bit of the leaf
     * @param global the G bit of the leaf, if CR4.PGE is set (PG-75)
     */
    record Mapped(
            long spa, int pageShift, boolean user, boolean writable, boolean noExecute, boolean dirty, boolean global)
            implements WalkResult {

        /** The same at another address. */
        Mapped at(long otherSpa) {
            return new Mapped(otherSpa, pageShift, user, writable, noExecute, dirty, global);
        }
    }

    /**
     * The access is not permitted.
     *
     * @param errorCode as in PG-60
     */
    record PageFault(int errorCode) implements WalkResult {}

    /**
     * The nested tables do not permit it.
     *
     * @param information EXITINFO1 (NPT-52)
     * @param gpa the guest-physical address that was not translated
     * @param fetch whether for an instruction fetch
     */
    record NestedFault(long information, long gpa, boolean fetch) implements WalkResult {}

    /** The access is permitted, but the log of modified pages has no room for it (NPX-32). */
    record LogFull() implements WalkResult {}
}
