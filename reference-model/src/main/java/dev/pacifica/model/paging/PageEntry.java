package dev.pacifica.model.paging;

/** The bits of page-table entries and which of them are reserved (APM2 5.3, 5.4; PG-10 to PG-20). */
final class PageEntry {
    static final long P = 1L << 0;
    static final long RW = 1L << 1;
    static final long US = 1L << 2;
    static final long A = 1L << 5;
    static final long D = 1L << 6;
    static final long PS = 1L << 7;
    static final long G = 1L << 8;
    static final long NX = 1L << 63;
    static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    private PageEntry() {}

    /** Whether an entry of this level maps a page rather than referring to a table (PG-02). */
    static boolean isLeaf(Translation translation, int level, long entry) {
        if (level == 1) {
            return true;
        }
        if ((entry & PS) == 0) {
            return false;
        }
        return switch (translation.format()) {
            case LEGACY -> translation.flags().pse();
            case PAE -> level == 2;
            case LONG_4, LONG_5 ->
                level == 2 || level == 3 && translation.flags().page1Gb();
        };
    }

    /** The bits that must be zero in a present entry. */
    static long reserved(Translation translation, int level, boolean leaf) {
        return translation.format() == PagingFormat.LEGACY
                ? reservedLegacy(translation, level, leaf)
                : reservedWide(translation, level, leaf);
    }

    private static long reservedLegacy(Translation translation, int level, boolean leaf) {
        if (level == 1 || !leaf) {
            return 0; // PG-10
        }
        // PG-11: bits 20:13 hold physical address bits 39:32
        int implemented = Math.max(0, Math.min(8, translation.flags().physicalAddressBits() - 32));
        return bits(21, 21) | bits(20, 13 + implemented);
    }

    private static long reservedWide(Translation translation, int level, boolean leaf) {
        PagingFlags flags = translation.flags();
        boolean isLong = translation.format().isLong();
        long reserved = bits(51, flags.physicalAddressBits());
        if (!isLong && level == 3) {
            return reserved | bits(2, 1) | bits(8, 5) | bits(63, 52); // PG-12
        }
        if (!isLong) {
            reserved |= bits(62, 52); // PG-13
        }
        if (!flags.nxe()) {
            reserved |= NX; // PG-34
        }
        if (level >= 4) {
            reserved |= bits(8, 7); // PG-14
        } else if (level == 3) {
            reserved |= leaf ? bits(29, 13) : PS; // PG-16
        } else if (level == 2 && leaf) {
            reserved |= bits(20, 13); // PG-13, PG-18
        }
        return reserved;
    }

    /** Bits high to low inclusive; none if high is below low. */
    private static long bits(int high, int low) {
        return high < low ? 0 : -1L >>> 63 - high + low << low;
    }

    /** The physical address of the page that a leaf of this level maps. */
    static long pageAddress(PagingFormat format, int level, long entry) {
        long offsetMask = (1L << format.shift(level)) - 1;
        if (format == PagingFormat.LEGACY) {
            long high = level == 2 ? (entry >>> 13 & 0xFF) << 32 : 0; // PG-11
            return entry & 0xFFFF_FFFFL & ~offsetMask | high;
        }
        return entry & ADDRESS & ~offsetMask;
    }
}
