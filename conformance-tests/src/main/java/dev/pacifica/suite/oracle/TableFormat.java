package dev.pacifica.suite.oracle;

import java.util.List;

/** The formats of page tables, level by level from the root (PG-01, PG-03, PG-05). */
public enum TableFormat {
    /** 32-bit paging. */
    LEGACY(4, new Level("pde", 22, 10), new Level("pte", 12, 10)),
    /** 64-bit entries, 32-bit linear addresses. */
    PAE(8, new Level("pdpe", 30, 2), new Level("pde", 21, 9), new Level("pte", 12, 9)),
    /** Long mode. */
    LONG(8, new Level("pml4e", 39, 9), new Level("pdpe", 30, 9), new Level("pde", 21, 9), new Level("pte", 12, 9));

    /**
     * One level.
     *
     * @param entry what its entries are called
     * @param lowest the lowest bit of the linear address that selects an entry
     * @param width how many bits do
     */
    public record Level(String entry, int lowest, int width) {
        /** The place of the entry for a linear address in its table. */
        public int index(long linear) {
            return (int) (linear >>> lowest & (1L << width) - 1);
        }

        /** The size of a page that an entry of this level maps. */
        public long pageSize() {
            return 1L << lowest;
        }
    }

    private final int entrySize;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Level> levels;

    TableFormat(int entrySize, Level... levels) {
        this.entrySize = entrySize;
        this.levels = List.of(levels);
    }

    /** Bytes of an entry. */
    public int entrySize() {
        return entrySize;
    }

    /** The levels, from the root on. */
    public List<Level> levels() {
        return levels;
    }

    /** The level whose entries are called so. */
    public Level level(String entry) {
        return levels.stream()
                .filter(one -> one.entry.equals(entry))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(this + " has no " + entry));
    }

    /** The bits of CR3 that are the address of the root (PG-04). */
    long root(long cr3) {
        return switch (this) {
            case LEGACY -> cr3 & 0xFFFF_F000L;
            case PAE -> cr3 & 0xFFFF_FFE0L;
            case LONG -> cr3 & 0xF_FFFF_FFFF_F000L;
        };
    }

    /** Whether entries of the level have U/S, R/W, A and NX: a PAE PDPE has not (PG-12, PG-30). */
    public boolean hasRights(Level level) {
        return this != PAE || level.lowest < 30;
    }
}
