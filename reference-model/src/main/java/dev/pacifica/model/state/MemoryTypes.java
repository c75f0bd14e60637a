package dev.pacifica.model.state;

import java.util.Arrays;

/** The MTRRs (APM2 7.7) and the registers beside them that say what lies at which address. The model has no caches: they are only stored. */
public final class MemoryTypes {
    /** MTRRcap: eight variable ranges, fixed ranges, write-combining (RST-15). */
    public static final long CAPABILITIES = 0x508;
    /** Variable ranges. */
    public static final int VARIABLE = 8;

    /** Type and default of what no range covers: MTRRdefType. */
    public long defaultType;
    /** Base and mask of the variable ranges, in turn. */
    public final long[] variable = new long[2 * VARIABLE];
    /** The eleven registers of the fixed ranges, in the order of their addresses. */
    public final long[] fixed = new long[11];

    /** Whether a value of the PAT register consists of eight types that exist (PG-91). */
    public static boolean isLegalPat(long value) {
        for (int shift = 0; shift < 64; shift += 8) {
            long type = value >>> shift & 0xFF;
            if (type > 7 || type == 2 || type == 3) {
                return false;
            }
        }
        return true;
    }

    void reset() {
        defaultType = 0; // RST-15; the others are undefined there
        Arrays.fill(variable, 0);
        Arrays.fill(fixed, 0);
    }
}
