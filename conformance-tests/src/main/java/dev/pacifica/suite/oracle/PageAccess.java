package dev.pacifica.suite.oracle;

/**
 * An access to memory as paging sees it.
 *
 * @param kind what is done
 * @param isUser whether at CPL 3 and not by the processor on its own account (PG-31)
 * @param isImplicit whether by the processor on its own account, to a descriptor table or TSS (PG-36)
 */
public record PageAccess(Kind kind, boolean isUser, boolean isImplicit) {
    /** What is done. */
    public enum Kind {
        READ,
        WRITE,
        FETCH
    }

    /** An access that an instruction makes. */
    public static PageAccess by(int cpl, Kind kind) {
        return new PageAccess(kind, cpl == 3, false);
    }

    /** Bits 1 and 2 of the error code (PG-60). */
    int errorCode() {
        return (kind == Kind.WRITE ? 2 : 0) | (isUser ? 4 : 0);
    }
}
