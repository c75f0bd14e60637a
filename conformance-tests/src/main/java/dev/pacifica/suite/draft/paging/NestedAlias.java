package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.fixture.Fixture;
import java.util.Map;

/**
 * Nested tables that map the first GBytes to themselves, and two pages of the fourth, the alias, by a table of their own to the probe's
 * frame and the frame behind it. A second set of tables maps them the other way round.
 */
public final class NestedAlias {
    /** The guest-physical address of a frame under its other name is that of the frame with these bits. */
    public static final long BASE = 0xC000_0000L;

    /** The frame that it is an alias of. */
    public static final long FRAME = ProbeTables.FRAME;

    static final long ROOT = 0x10C_0000;
    static final long OTHER_ROOT = ROOT + 0x4000;

    private static final long ALIAS = BASE | ProbeTables.FRAME;
    private static final long TABLE = ROOT + 0x3000;
    private static final long NEXT = 0x27; // present, writable, user, accessed
    private static final long MAPPED = NEXT | 0x40; // and dirty

    /** Where the nested PTE of the probe's frame is. */
    static final long ENTRY = TABLE + index(ALIAS, 12);

    /** What a VMCB needs. */
    static final Map<String, Long> FIELDS = Map.of("NP_ENABLE", 1L, "N_CR3", ROOT, "G_PAT", 0x0007_0406_0007_0406L);

    private NestedAlias() {}

    private static long index(long address, int shift) {
        return (address >>> shift & 0x1FF) * 8;
    }

    /** Lets the guest run on the nested tables. */
    public static Draft install(Draft draft) {
        FIELDS.forEach(draft::set);
        tables(draft, ROOT, ProbeTables.FRAME, ProbeTables.FRAME + 0x1000);
        return draft.requires("NP");
    }

    /** The tables that have it the other way round. */
    static Draft installOther(Draft draft) {
        return tables(draft, OTHER_ROOT, ProbeTables.FRAME + 0x1000, ProbeTables.FRAME);
    }

    private static Draft tables(Draft draft, long root, long first, long second) {
        return draft.data(root, entries(root + 0x1000 | NEXT))
                .data(root + 0x1000, entries(Fixture.PAGE_DIRECTORIES | NEXT))
                .data(root + 0x1000 + index(ALIAS, 30), entries(root + 0x2000 | NEXT))
                .data(root + 0x2000 + index(ALIAS, 21), entries(root + 0x3000 | NEXT))
                .data(root + 0x3000 + index(ALIAS, 12), entries(first | MAPPED, second | MAPPED));
    }

    private static byte[] entries(long... values) {
        long[] halves = new long[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            halves[2 * i] = values[i] & 0xFFFF_FFFFL;
            halves[2 * i + 1] = values[i] >>> 32;
        }
        return Descriptors.doublewords(halves);
    }
}
