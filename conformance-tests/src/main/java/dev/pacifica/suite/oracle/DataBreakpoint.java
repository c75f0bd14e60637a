package dev.pacifica.suite.oracle;

/**
 * A breakpoint on data or ports, byte by byte (DBG-03, DBG-06, APM2 13.1.1.4).
 *
 * @param address what DRn holds
 * @param length how many bytes LEN stands for: 1, 2, 4 or 8
 * @param onReads whether reads match besides writes
 */
public record DataBreakpoint(long address, int length, boolean onReads) {
    /** LEN in DR7: 0, 1, 3 or 2. */
    public int len() {
        return switch (length) {
            case 1 -> 0;
            case 2 -> 1;
            case 4 -> 3;
            case 8 -> 2;
            default -> throw new IllegalArgumentException("LEN cannot stand for " + length + " bytes");
        };
    }

    /** R/W and LEN in DR7, for register 0. */
    public long control() {
        return (onReads ? 3L : 1L) << 16 | (long) len() << 18;
    }

    /** Whether an access matches: some byte of it is in the aligned block of bytes that DRn points into. */
    public boolean matches(long at, int size, boolean isWrite) {
        if (!isWrite && !onReads) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if ((at + i) / length == address / length) {
                return true;
            }
        }
        return false;
    }
}
