package dev.pacifica.suite.draft.interrupt;

import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Signal.Line;
import java.util.Locale;

/** What the platform can signal: its intercept in the doubleword at 00Ch, its exit code, and the rules that say so. */
enum Interruption {
    INTR(0x60, "INT-01", "CODE-131"),
    NMI(0x61, "INT-06", "CODE-132"),
    SMI(0x62, "CODE-133", "CODE-133"),
    INIT(0x63, "INT-08", "CODE-134");

    /** What the interrupt controller answers. */
    static final int VECTOR = 0x50;

    final int exitCode;
    /** Says that it exits. */
    final String rule;

    final String codeRule;

    Interruption(int exitCode, String rule, String codeRule) {
        this.exitCode = exitCode;
        this.rule = rule;
        this.codeRule = codeRule;
    }

    /** Part of the names of vectors. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    long intercept() {
        return 1L << ordinal();
    }

    String fieldRule() {
        return "VMCB-15." + ordinal();
    }

    /** Signalled when the host program comes to {@code marker}. */
    Signal at(long marker) {
        return this == INTR ? Signal.intr(marker, VECTOR) : Signal.of(Line.valueOf(name()), marker);
    }
}
