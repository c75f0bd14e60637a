package dev.pacifica.suite.draft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Page tables of two levels for guests outside long mode: the arenas map to themselves, by a page of 4 MB and by single pages, and the
 * page at linear address 0, where interrupt vectors lie, maps to {@link #VECTORS}.
 */
public final class LegacyTables {
    public static final long DIRECTORY = 0x100_C000;
    /** A second directory, in which {@link #PROBE} maps to itself. */
    public static final long SECOND = 0x100_E000;
    /** Where the page at linear address 0 is. */
    public static final long VECTORS = 0x5000;
    /** 4 MB that the first directory maps to the arena's first 4 MB, and the second to themselves. */
    public static final long PROBE = 0x140_0000;

    public static final long PAGING = 0x8000_0000L;
    public static final long PSE = 1 << 4;
    private static final long TABLE = 0x100_D000;
    /** Present, writable, user, accessed, dirty. */
    private static final int USED = 0x67;

    private static final int LARGE = 0x80;

    private LegacyTables() {}

    public static Draft install(Draft draft) {
        ByteBuffer table = little(0x80 * 4);
        table.putInt(0, (int) VECTORS | USED);
        for (int page = 1; page < 0x80; page++) {
            table.putInt(4 * page, page << 12 | USED);
        }
        return draft.data(DIRECTORY, directory(0x100_0000))
                .data(SECOND, directory((int) PROBE))
                .data(TABLE, table.array())
                .set("CR3", DIRECTORY)
                .setBits("CR0", PAGING)
                .setBits("CR4", PSE);
    }

    private static byte[] directory(int probe) {
        ByteBuffer directory = little(6 * 4);
        directory.putInt(0, (int) TABLE | USED);
        directory.putInt(4 * 4, 0x100_0000 | USED | LARGE);
        directory.putInt(5 * 4, probe | USED | LARGE);
        return directory.array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
