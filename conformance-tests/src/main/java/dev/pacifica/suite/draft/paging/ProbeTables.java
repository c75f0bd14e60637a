package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.oracle.TableFormat.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Page tables of a guest, in any format. They map the pages that every guest needs to themselves, and one page, the probe, at an address
 * whose entries are used for nothing else, at any level. All entries permit everything until told otherwise. Immutable.
 */
final class ProbeTables {
    static final long PRESENT = 1;
    static final long WRITABLE = 1 << 1;
    static final long USER = 1 << 2;
    static final long ACCESSED = 1 << 5;
    static final long DIRTY = 1 << 6;
    static final long SIZE = 1 << 7;
    static final long GLOBAL = 1 << 8;
    static final long NO_EXECUTE = 1L << 63;

    static final long ROOT = 0x108_0000;
    static final long WORK = 0x108_1000;
    private static final long PROBE = 0x108_5000;

    /** What the probe maps, whatever the size of its page; the page behind it follows. */
    static final long FRAME = 0x135_6000;

    private static final long LAST_PAGE = 0xFFFF_F000L;

    private static final Map<TableFormat, Long> LINEAR =
            Map.of(TableFormat.LEGACY, 0xC035_6000L, TableFormat.PAE, 0x4135_6000L, TableFormat.LONG, 0x80_8135_6000L);

    private final TableFormat format;
    private final String page;
    /** The probe's entries, without the address of the next table or page. */
    private final Map<String, Long> bits;

    /** With which rights the guest sees the tables of the probe, at their physical addresses; 0: not at all. */
    private final long reach;

    private ProbeTables(TableFormat format, String page, Map<String, Long> bits, long reach) {
        this.format = format;
        this.page = page;
        this.bits = Map.copyOf(bits);
        this.reach = reach;
    }

    /**
     * Tables that permit everything.
     *
     * @param page the entry that maps the probe: {@code pte} for 4 KBytes, {@code pde} or {@code pdpe} for a larger page
     */
    static ProbeTables of(TableFormat format, String page) {
        Map<String, Long> bits = new HashMap<>();
        for (Level level : format.levels()) {
            boolean isLarge = level.entry().equals(page) && !page.equals("pte");
            bits.put(level.entry(), PRESENT | (format.hasRights(level) ? WRITABLE | USER : 0) | (isLarge ? SIZE : 0));
            if (level.entry().equals(page)) {
                break;
            }
        }
        return new ProbeTables(format, page, bits, 0);
    }

    /** A legal guest in the mode that uses the format, on the tables. */
    static Guest guest(TableFormat format, int cpl) {
        if (format == TableFormat.LONG) {
            Guest guest = cpl == 3 ? Guest.long64User() : Guest.long64();
            guest.fields().put("CR3", ROOT);
            return guest;
        }
        Guest guest = cpl == 3 ? Guest.protected32User() : Guest.protected32();
        guest.fields().put("CR0", 0x8001_0033L);
        guest.fields().put("CR3", ROOT);
        if (format == TableFormat.PAE) {
            guest.fields().put("CR4", 0x20L);
            guest.fields().put("EFER", 0x1800L);
        }
        return guest;
    }

    TableFormat format() {
        return format;
    }

    /** The entry that maps the probe. */
    String page() {
        return page;
    }

    /** The entries on the way to the probe, from the root on. */
    List<String> path() {
        return format.levels().stream()
                .map(Level::entry)
                .filter(bits::containsKey)
                .toList();
    }

    /** The probe's address. */
    long linear() {
        return Objects.requireNonNull(LINEAR.get(format));
    }

    private long bitsOf(String entry) {
        return Objects.requireNonNull(bits.get(entry));
    }

    ProbeTables with(String entry, long more) {
        return replaced(entry, bitsOf(entry) | more);
    }

    ProbeTables without(String entry, long fewer) {
        return replaced(entry, bitsOf(entry) & ~fewer);
    }

    private ProbeTables replaced(String entry, long value) {
        Map<String, Long> changed = new HashMap<>(bits);
        changed.put(entry, value);
        return new ProbeTables(format, page, changed, reach);
    }

    /** Whether the entry has bits for rights and marks. */
    boolean hasRights(String entry) {
        return format.hasRights(format.level(entry));
    }

    /** All entries that are present are marked as accessed. */
    ProbeTables marked() {
        Map<String, Long> marked = new HashMap<>(bits);
        marked.replaceAll((entry, value) -> {
            boolean isMarked = hasRights(entry) && (value & PRESENT) != 0;
            return isMarked ? value | ACCESSED : value;
        });
        return new ProbeTables(format, page, marked, reach);
    }

    /** The guest sees the tables of the probe, at their physical addresses, with these rights. */
    ProbeTables reachable(long rights) {
        return new ProbeTables(format, page, bits, PRESENT | rights);
    }

    /** The physical address of one of the probe's entries. */
    long address(String entry) {
        Level level = format.level(entry);
        return table(level) + (long) level.index(linear()) * format.entrySize();
    }

    private long table(Level level) {
        int depth = format.levels().indexOf(level);
        return depth == 0 ? ROOT : PROBE + (depth - 1) * 0x1000L;
    }

    /** One of the probe's entries as it is in memory. */
    long entry(String entry) {
        Level level = format.level(entry);
        if (entry.equals(page)) {
            return bitsOf(entry) | FRAME & -level.pageSize();
        }
        return bitsOf(entry) | table(format.levels().get(format.levels().indexOf(level) + 1));
    }

    /** The probe's entries by their addresses. */
    Map<Long, Long> entries() {
        Map<Long, Long> entries = new HashMap<>();
        path().forEach(entry -> entries.put(address(entry), entry(entry)));
        return entries;
    }

    /** Puts the tables into memory; code and stack are for the user or for the supervisor. */
    Draft install(Draft draft, boolean isUser) {
        long rights = PRESENT | WRITABLE | ACCESSED | DIRTY;
        long own = rights | (isUser ? USER : 0);
        int depth = format.levels().size();
        long table = WORK + (depth - 2) * 0x1000L;
        for (long one : new long[] {Draft.GUEST, Draft.GUEST_STACK}) {
            put(draft, "pte", table, one, one | own);
        }
        put(draft, "pte", table, Draft.GUEST_IDT, Draft.GUEST_IDT | rights);
        if (reach != 0) {
            for (long one = ROOT; one <= PROBE + 0x2000; one += Fixture.PAGE_SIZE) {
                put(draft, "pte", table, one, one | reach | ACCESSED | DIRTY);
            }
        }
        long low = table + 0x1000;
        for (long one = Fixture.GDT; one <= Fixture.TSS; one += Fixture.PAGE_SIZE) {
            put(draft, "pte", low, one, one | rights);
        }
        long directory = WORK + (depth - 3) * 0x1000L;
        long next = PRESENT | WRITABLE | USER | ACCESSED;
        put(draft, "pde", format == TableFormat.LEGACY ? ROOT : directory, Draft.GUEST, table | next);
        put(draft, "pde", format == TableFormat.LEGACY ? ROOT : directory, 0, low | next);
        if (format == TableFormat.PAE) {
            put(draft, "pdpe", ROOT, 0, directory | PRESENT);
        } else if (format == TableFormat.LONG) {
            put(draft, "pdpe", WORK, 0, directory | next);
            put(draft, "pml4e", ROOT, 0, WORK | next);
        }
        path().forEach(entry -> put(draft, entry, table(format.level(entry)), linear(), entry(entry)));
        return draft;
    }

    /** Maps the last page below 4 GBytes to the probe's frame, and page 0 to the one behind it. */
    Draft installEnds(Draft draft) {
        long all = PRESENT | WRITABLE | USER | ACCESSED | DIRTY;
        int depth = format.levels().size();
        put(draft, "pte", WORK + (depth - 1) * 0x1000L, 0, FRAME + Fixture.PAGE_SIZE | all);
        if (format == TableFormat.LEGACY) {
            put(draft, "pde", ROOT, LAST_PAGE, PROBE | all);
        } else {
            put(draft, "pdpe", WORK, LAST_PAGE, PROBE + 0x1000 | all & ~DIRTY);
            put(draft, "pde", PROBE + 0x1000, LAST_PAGE, PROBE + 0x2000 | all & ~DIRTY);
        }
        put(draft, "pte", PROBE + (depth - 2) * 0x1000L, LAST_PAGE, FRAME | all);
        return draft;
    }

    /** Another root, with the working pages but without the probe. */
    Draft installRoot(Draft draft, long root) {
        long next = PRESENT | WRITABLE | USER | ACCESSED;
        if (format == TableFormat.LONG) {
            put(draft, "pml4e", root, 0, WORK | next);
        } else {
            put(draft, "pde", root, Draft.GUEST, WORK | next);
        }
        return draft;
    }

    /** Maps the page behind the probe, to the frame behind the probe's. */
    Draft installNext(Draft draft, long rights) {
        long next = linear() + Fixture.PAGE_SIZE;
        put(draft, "pte", table(format.level("pte")), next, FRAME + Fixture.PAGE_SIZE | rights);
        return draft;
    }

    private void put(Draft draft, String entry, long table, long linear, long value) {
        ByteBuffer bytes = ByteBuffer.allocate(format.entrySize()).order(ByteOrder.LITTLE_ENDIAN);
        if (format == TableFormat.LEGACY) {
            bytes.putInt((int) value);
        } else {
            bytes.putLong(value);
        }
        draft.data(table + (long) format.level(entry).index(linear) * format.entrySize(), bytes.array());
    }
}
