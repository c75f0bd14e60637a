package dev.pacifica.suite.draft;

/**
 * Page tables of a guest of its own: four levels that map the fixture's tables and the guest's pages to themselves, and
 * at {@link #PROBE} one page with the bits that a vector asks for. Accessed and dirty bits are set from the start.
 */
public final class GuestTables {
    public static final long PROBE = 0x107_0000;
    /** What {@link #PROBE} maps to if it maps at all. */
    public static final long FRAME = Draft.SCRATCH;

    /** Where the guest finds the entry of {@link #PROBE} itself, if the vector asks for it. */
    public static final long PROBE_ENTRY_WINDOW;

    public static final long PRESENT = 1 << 0;
    public static final long WRITABLE = 1 << 1;
    public static final long USER = 1 << 2;
    public static final long NO_EXECUTE = 1L << 63;
    private static final long USED = 0x60;
    private static final long LARGE = 0x80;

    private static final long ROOT = 0x108_0000;
    private static final long POINTERS = ROOT + 0x1000;
    private static final long DIRECTORY = ROOT + 0x2000;
    private static final long TABLE = ROOT + 0x3000;

    private static final long WINDOW = PROBE + 0x1000;

    static {
        PROBE_ENTRY_WINDOW = WINDOW + 8 * (PROBE >>> 12 & 0x1FF);
    }

    private GuestTables() {}

    /** As {@link #install(Draft, long)}; and the guest can change the entry of the probe, at {@link #PROBE_ENTRY_WINDOW}. */
    public static Draft installWithWindow(Draft draft, long probe) {
        entry(draft, TABLE, WINDOW, TABLE | PRESENT | WRITABLE | USED);
        return install(draft, probe, true);
    }

    /**
     * Gives a long-mode guest the tables.
     *
     * @param probe the entry of the probe, without its frame
     */
    public static Draft install(Draft draft, long probe) {
        return install(draft, probe, true);
    }

    /** As {@link #install(Draft, long)}, but without the page behind the guest's code, which is that of its stack. */
    public static Draft installWithoutStack(Draft draft, long probe) {
        return install(draft, probe, false);
    }

    /** Maps another page of the arena's first 2 MB to itself. */
    public static void map(Draft draft, long page) {
        entry(draft, TABLE, page, page | PRESENT | WRITABLE | USER | USED);
    }

    private static Draft install(Draft draft, long probe, boolean hasStack) {
        long all = PRESENT | WRITABLE | USER | USED;
        entry(draft, TABLE, Draft.GUEST, Draft.GUEST | all);
        entry(draft, TABLE, Draft.GUEST_IDT, Draft.GUEST_IDT | all);
        if (hasStack) {
            entry(draft, TABLE, Draft.GUEST_STACK, Draft.GUEST_STACK | all);
        }
        entry(draft, TABLE, PROBE, FRAME | USED | probe);
        quadword(draft, DIRECTORY, LARGE | all);
        quadword(draft, DIRECTORY + 8 * (PROBE >>> 21), TABLE | all);
        quadword(draft, POINTERS, DIRECTORY | all);
        quadword(draft, ROOT, POINTERS | all);
        return draft.set("CR3", ROOT).touches(FRAME);
    }

    private static void entry(Draft draft, long table, long page, long value) {
        quadword(draft, table + 8 * (page >>> 12 & 0x1FF), value);
    }

    private static void quadword(Draft draft, long at, long value) {
        draft.data(at, Descriptors.bytes(value));
    }
}
