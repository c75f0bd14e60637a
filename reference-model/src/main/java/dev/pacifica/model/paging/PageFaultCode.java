package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;

/** The bits of the page-fault error code (PG-60, APM2 8.4.2). */
public final class PageFaultCode {
    public static final int P = 1 << 0;
    public static final int RW = 1 << 1;
    public static final int US = 1 << 2;
    public static final int RSV = 1 << 3;
    public static final int ID = 1 << 4;

    private PageFaultCode() {}

    /** The bits that describe the access; P and RSV are for the walk to add. */
    static int of(Access access, Translation translation, Freedom freedom) {
        int code = 0;
        if (access.isWrite()) {
            code |= RW;
        }
        if (access.isUser()) {
            code |= US;
        }
        return access.isFetch() && tellsFetches(translation, freedom) ? code | ID : code;
    }

    /** Bit 4 is defined with NXE and PAE; with SMEP alone the manual can be read both ways, otherwise it is undefined (PG-65). */
    private static boolean tellsFetches(Translation translation, Freedom freedom) {
        PagingFlags flags = translation.flags();
        if (flags.nxe() && translation.format() != PagingFormat.LEGACY) {
            return true;
        }
        return flags.smep()
                ? freedom.pick(PG_60, Scope.IMPLEMENTATION, "I/D is set with SMEP alone", "I/D needs NXE") == 0
                : freedom.pick(PG_65, Scope.IMPLEMENTATION, "I/D is 0 without NXE", "I/D is set without NXE") == 1;
    }
}
