package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.ExitTable;
import dev.pacifica.suite.vector.ExitTable.NextRip;
import java.util.List;

/** The intercept bits of the VMCB and the exit codes that they stand for (INS-01, CODE-01). */
public final class Intercepts {
    /** The first code without an intercept bit. */
    public static final int END = ExitTable.END_OF_INTERCEPTS;

    /** VMCB 000h to 017h, sixteen bits an element (VMCB-10 to VMCB-13), of which the later vectors take two each. */
    private static final List<String> FIELDS = List.of(
            "INTERCEPT_CR_READ",
            "INTERCEPT_CR_WRITE",
            "INTERCEPT_DR_READ",
            "INTERCEPT_DR_WRITE",
            "INTERCEPT_EXCEPTION",
            "INTERCEPT_EXCEPTION",
            "INTERCEPT_3",
            "INTERCEPT_3",
            "INTERCEPT_4",
            "INTERCEPT_4",
            "INTERCEPT_5",
            "INTERCEPT_5");

    private Intercepts() {}

    /** The VMCB field that holds the intercept bit of an exit code below {@link #END}. */
    public static String field(int exitCode) {
        return FIELDS.get(exitCode / 16);
    }

    /** The number of that bit within the field. */
    public static int bit(int exitCode) {
        return exitCode < 0x40 ? exitCode % 16 : exitCode % 32;
    }

    /** Whether nRIP is that of the next instruction; otherwise it is 0, or left open (EXIT-31, EXIT-32, EXIT-35). */
    static boolean hasNextRip(int exitCode) {
        return nextRip(exitCode) == NextRip.NEXT;
    }

    /** Whether nRIP is 0; it may be left open, too (EXIT-32, EXIT-35, CODE-09). */
    static boolean clearsNextRip(int exitCode) {
        return nextRip(exitCode) == NextRip.ZERO;
    }

    private static NextRip nextRip(int exitCode) {
        return ExitTable.published().row(exitCode).map(ExitTable.Row::nextRip).orElse(NextRip.ZERO);
    }

    /** EXC-10 to EXC-33: the exceptions whose exit has the error code in EXITINFO1 (#DF and #TS are left open, CODE-14). */
    static boolean hasErrorCode(int exitCode) {
        return ExitTable.published()
                .row(exitCode)
                .filter(row -> row.kind().equals("exception") && row.info1().isPresent())
                .isPresent();
    }
}
