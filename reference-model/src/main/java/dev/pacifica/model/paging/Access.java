package dev.pacifica.model.paging;

/** What an access is, as far as paging permissions look at it (APM2 5.6). */
public enum Access {
    SUPERVISOR_READ(false, false, false, false),
    SUPERVISOR_WRITE(false, true, false, false),
    SUPERVISOR_FETCH(false, false, true, false),
    USER_READ(true, false, false, false),
    USER_WRITE(true, true, false, false),
    USER_FETCH(true, false, true, false),
    /** Made by the processor on its own account, to a descriptor table or a TSS, at any CPL (PG-36). */
    IMPLICIT_READ(false, false, false, true),
    IMPLICIT_WRITE(false, true, false, true);

    private final boolean user;
    private final boolean write;
    private final boolean fetch;
    private final boolean implicit;

    Access(boolean user, boolean write, boolean fetch, boolean implicit) {
        this.user = user;
        this.write = write;
        this.fetch = fetch;
        this.implicit = implicit;
    }

    /** A data read by code at this privilege level (PG-31). */
    public static Access read(int cpl) {
        return cpl == 3 ? USER_READ : SUPERVISOR_READ;
    }

    /** A data write by code at this privilege level (PG-31). */
    public static Access write(int cpl) {
        return cpl == 3 ? USER_WRITE : SUPERVISOR_WRITE;
    }

    /** An instruction fetch at this privilege level (PG-31). */
    public static Access fetch(int cpl) {
        return cpl == 3 ? USER_FETCH : SUPERVISOR_FETCH;
    }

    /** The same by a user (NPT-23). */
    Access byUser() {
        return fetch ? USER_FETCH : write ? USER_WRITE : USER_READ;
    }

    /** The same by a supervisor. */
    Access bySupervisor() {
        return fetch ? SUPERVISOR_FETCH : write ? SUPERVISOR_WRITE : SUPERVISOR_READ;
    }

    public boolean isUser() {
        return user;
    }

    public boolean isWrite() {
        return write;
    }

    public boolean isFetch() {
        return fetch;
    }

    public boolean isImplicit() {
        return implicit;
    }
}
