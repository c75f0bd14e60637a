package dev.pacifica.suite.oracle;

import java.util.Optional;

/** Memory types (APM2 7.4, 15.25.8): those of the PAT (PG-91), and two that only come of combining (NPT-67). */
public enum MemoryType {
    UC("UC", 0),
    UC_MINUS("UC-", 7),
    WC("WC", 1),
    /** Uncacheable, combines writes, and snoops all caches. */
    WC_PLUS("WC+", -1),
    WP("WP", 5),
    WT("WT", 4),
    WB("WB", 6),
    /** Uncacheable, but snoops caches. */
    CD("CD", -1);

    private final String written;
    private final int encoding;

    MemoryType(String written, int encoding) {
        this.written = written;
        this.encoding = encoding;
    }

    /** As the manual writes it. */
    public String written() {
        return written;
    }

    /** Its encoding in the PAT and in MTRRs; nothing for those that only come of combining. */
    public Optional<Integer> encoding() {
        return encoding < 0 ? Optional.empty() : Optional.of(encoding);
    }

    static MemoryType of(String written) {
        for (MemoryType type : values()) {
            if (type.written.equals(written)) {
                return type;
            }
        }
        throw new IllegalArgumentException("there is no memory type '" + written + "'");
    }
}
