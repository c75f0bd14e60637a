package dev.pacifica.model.paging;

/** The formats of page tables (PG-01, APM2 5.1). */
public enum PagingFormat {
    /** 32-bit entries, two levels. */
    LEGACY(2, 4, 10),
    /** 64-bit entries, three levels, the highest with four entries. */
    PAE(3, 8, 9),
    /** 64-bit entries, four levels. */
    LONG_4(4, 8, 9),
    /** 64-bit entries, five levels. */
    LONG_5(5, 8, 9);

    private final int levels;
    private final int entrySize;
    private final int indexBits;

    PagingFormat(int levels, int entrySize, int indexBits) {
        this.levels = levels;
        this.entrySize = entrySize;
        this.indexBits = indexBits;
    }

    /** The number of levels; level 1 holds the PTEs. */
    public int levels() {
        return levels;
    }

    /** Bytes of an entry, 4 or 8. */
    public int entrySize() {
        return entrySize;
    }

    /** The lowest bit of the linear address that selects an entry of this level (PG-03). */
    int shift(int level) {
        return 12 + indexBits * (level - 1);
    }

    /** The index into the table of this level (PG-03, PG-05). */
    int index(long linear, int level) {
        int bits = this == PAE && level == 3 ? 2 : indexBits;
        return (int) (linear >>> shift(level)) & (1 << bits) - 1;
    }

    /** Whether entries of this level have R/W, U/S and A: the PDPEs of PAE have not (PG-12, PG-30, PG-50). */
    boolean hasRights(int level) {
        return this != PAE || level < 3;
    }

    boolean isLong() {
        return this == LONG_4 || this == LONG_5;
    }
}
