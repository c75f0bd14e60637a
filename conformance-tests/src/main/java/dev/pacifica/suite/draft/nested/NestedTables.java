package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.MemoryRun;
import dev.pacifica.suite.oracle.NestedTranslation.Tables;
import dev.pacifica.suite.oracle.PagingControls;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.oracle.TableFormat.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two levels of page tables. The guest's map its own code to itself, and the probe's address through tables of its own to {@link #FRAME};
 * the nested tables map all of that to itself. One of the probe's tables, or its page, the guest knows at another guest-physical address, the
 * alias, for which there are nested entries of its own at every level: a vector spoils these, and nothing else goes through them.
 */
final class NestedTables {
    static final long PRESENT = 1;
    static final long WRITABLE = 1 << 1;
    static final long USER = 1 << 2;
    static final long ACCESSED = 1 << 5;
    static final long DIRTY = 1 << 6;
    static final long SIZE = 1 << 7;
    static final long GLOBAL = 1 << 8;
    static final long NO_EXECUTE = 1L << 63;

    /** The alias may be that of the page which the probe reaches. */
    static final String PAGE = "page";

    static final long GUEST_ROOT = 0x108_0000;
    private static final long PROBE = GUEST_ROOT + 0x3000;
    static final long FRAME = GUEST_ROOT + 0x8000;
    static final long NESTED_ROOT = 0x109_0000;
    private static final long NESTED_OWN = NESTED_ROOT + 0x1000;
    private static final long NESTED_ALIAS = NESTED_ROOT + 0x3000;

    /** The reset value of the PAT register. */
    static final long PAT = 0x0007_0406_0007_0406L;

    private static final long ALL = PRESENT | WRITABLE | USER | ACCESSED;
    /** 4 MBytes that hold the arena's pages of these vectors. */
    private static final long ARENA = 0x100_0000;

    private static final long LOW_ALIAS = 0xC000_0000L;
    private static final long HIGH_ALIAS = 1L << 39 | LOW_ALIAS;

    private static final Map<TableFormat, Long> LINEAR =
            Map.of(TableFormat.LEGACY, 0xC035_6000L, TableFormat.PAE, 0x4135_6000L, TableFormat.LONG, 0x80_8135_6000L);

    private final Optional<TableFormat> guest;
    private final TableFormat nested;
    private final String aliased;
    /** The nested entry that maps the alias. */
    private final String nestedLeaf;
    /** Bits that are changed: of the probe's entries by their names, of the alias's nested entries by their names behind an n. */
    private final Map<String, Long> flipped;

    private NestedTables(
            Optional<TableFormat> guest,
            TableFormat nested,
            String aliased,
            String nestedLeaf,
            Map<String, Long> flipped) {
        this.guest = guest;
        this.nested = nested;
        this.aliased = aliased;
        this.nestedLeaf = nestedLeaf;
        this.flipped = Map.copyOf(flipped);
    }

    /**
     * Tables that permit everything and in which every entry is marked as accessed, and those that map pages but the alias's as dirty.
     *
     * @param guest the guest's format; nothing for a guest that does not page
     * @param aliased the entry whose table the alias is of, or {@link #PAGE}
     */
    static NestedTables of(Optional<TableFormat> guest, TableFormat nested, String aliased) {
        return new NestedTables(guest, nested, aliased, "pte", Map.of());
    }

    /** The nested entry {@code entry} maps the alias, by a large page if it is not the last. */
    NestedTables mappedBy(String entry) {
        return new NestedTables(guest, nested, aliased, entry, flipped);
    }

    /** With these bits of an entry the other way; {@code npde} is the nested PDE of the alias, {@code pde} the guest's of the probe. */
    NestedTables flip(String entry, long bits) {
        Map<String, Long> more = new HashMap<>(flipped);
        more.merge(entry, bits, (one, other) -> one ^ other);
        return new NestedTables(guest, nested, aliased, nestedLeaf, more);
    }

    /** No entry on the probe's way is marked, if it has room for marks. */
    NestedTables unmarked() {
        NestedTables tables = this;
        for (String entry : guestPath()) {
            boolean isLeaf = entry.equals("pte");
            TableFormat format = guest.orElseThrow();
            tables = format.hasRights(format.level(entry))
                    ? tables.flip(entry, isLeaf ? ACCESSED | DIRTY : ACCESSED)
                    : tables;
        }
        for (String entry : nestedPath()) {
            tables = nested.hasRights(nested.level(entry)) ? tables.flip("n" + entry, ACCESSED) : tables;
        }
        return tables;
    }

    /** The entries of the guest on the way to the probe. */
    List<String> guestPath() {
        return guest.map(NestedTables::names).orElse(List.of());
    }

    /** The nested entries that only the alias goes through, from the root on. */
    List<String> nestedPath() {
        List<String> all = names(nested);
        int first = nested == TableFormat.LONG && base() == LOW_ALIAS ? 1 : 0; // the nPML4E is that of everything
        return all.subList(first, all.indexOf(nestedLeaf) + 1);
    }

    private static List<String> names(TableFormat format) {
        return format.levels().stream().map(Level::entry).toList();
    }

    TableFormat nestedFormat() {
        return nested;
    }

    /** Whether the guest's code can be reached only through the alias as well: a fault is that of its first fetch. */
    boolean isRootAliased() {
        return !guestPath().isEmpty() && aliased.equals(guestPath().get(0));
    }

    private long base() {
        boolean isWide = nested == TableFormat.LONG
                && (guest.equals(Optional.of(TableFormat.LONG))
                        || guest.equals(Optional.of(TableFormat.PAE)) && !isRootAliased());
        return isWide ? HIGH_ALIAS : LOW_ALIAS;
    }

    /** Where the guest finds a table or the page. */
    private long guestPhysical(String name) {
        return name.equals(aliased) ? base() | system(name) : system(name);
    }

    /** Where it is. */
    private long system(String name) {
        if (name.equals(PAGE)) {
            return FRAME;
        }
        int depth = guestPath().indexOf(name);
        return depth == 0 ? GUEST_ROOT : PROBE + (depth - 1) * 0x1000L;
    }

    /** The probe's linear address. */
    long linear() {
        return guest.map(LINEAR::get).orElse(guestPhysical(PAGE));
    }

    /** CR3 of the guest. */
    long root() {
        return guest.isPresent() ? guestPhysical(guestPath().get(0)) : 0;
    }

    private long changed(String name, long value, int size) {
        long bits = value ^ flipped.getOrDefault(name, 0L);
        return size == 4 ? bits & 0xFFFF_FFFFL : bits;
    }

    /** Where the nested entry is that maps the alias. */
    long aliasLeaf() {
        List<String> path = nestedPath();
        long first = names(nested).get(0).equals(path.get(0)) ? NESTED_ROOT : NESTED_OWN;
        long table = path.size() == 1 ? first : NESTED_ALIAS + (path.size() - 2) * 0x1000L;
        return table + (long) nested.level(nestedLeaf).index(guestPhysical(aliased)) * nested.entrySize();
    }

    /** All entries by their system-physical addresses. */
    SortedMap<Long, Long> entries() {
        SortedMap<Long, Long> entries = new TreeMap<>();
        guest.ifPresent(format -> {
            own(entries, format, GUEST_ROOT, Fixture.PDPT);
            List<String> path = guestPath();
            for (int depth = 0; depth < path.size(); depth++) {
                String next = depth + 1 < path.size() ? path.get(depth + 1) : PAGE;
                Level level = format.levels().get(depth);
                long rights = format.hasRights(level) ? ALL : PRESENT;
                long value = guestPhysical(next) | rights | (next.equals(PAGE) ? DIRTY : 0);
                put(
                        entries,
                        format,
                        level,
                        system(path.get(depth)),
                        linear(),
                        changed(path.get(depth), value, format.entrySize()));
            }
        });
        boolean hasOwnPointers = nested == TableFormat.LONG && base() == LOW_ALIAS;
        own(entries, nested, NESTED_ROOT, hasOwnPointers ? NESTED_OWN : Fixture.PDPT);
        if (hasOwnPointers) {
            put(entries, nested, nested.level("pdpe"), NESTED_OWN, 0, Fixture.PAGE_DIRECTORIES | ALL);
        }
        alias(entries);
        return entries;
    }

    private void alias(SortedMap<Long, Long> entries) {
        long gpa = guestPhysical(aliased);
        List<String> path = nestedPath();
        boolean isLarge = !nestedLeaf.equals("pte");
        long table = names(nested).get(0).equals(path.get(0)) ? NESTED_ROOT : NESTED_OWN;
        for (int n = 0; n < path.size(); n++) {
            String name = path.get(n);
            Level level = nested.level(name);
            boolean isLeaf = n == path.size() - 1;
            long next = NESTED_ALIAS + n * 0x1000L;
            long value = isLeaf
                    ? gpa & 0x3FFF_FFFF & -level.pageSize() | ALL | (isLarge ? SIZE : 0)
                    : next | (nested.hasRights(level) ? ALL : PRESENT);
            put(entries, nested, level, table, gpa, changed("n" + name, value, nested.entrySize()));
            table = next;
        }
    }

    /** Entries that map the guest's own pages to themselves, where possible through the fixture's tables. */
    private static void own(SortedMap<Long, Long> entries, TableFormat format, long root, long pointers) {
        switch (format) {
            case LONG -> put(entries, format, format.level("pml4e"), root, 0, pointers | ALL);
            case PAE -> put(entries, format, format.level("pdpe"), root, 0, Fixture.PAGE_DIRECTORIES | PRESENT);
            case LEGACY -> {
                long page = ALL | DIRTY | SIZE;
                put(entries, format, format.level("pde"), root, 0, page);
                put(entries, format, format.level("pde"), root, ARENA, ARENA | page);
            }
        }
    }

    /** What is in memory at the place of an entry. */
    long memory(long at) {
        Long own = entries().get(at);
        if (own != null) {
            return own;
        }
        for (MemoryRun run : Fixture.memory()) {
            long offset = at - run.at();
            if (offset >= 0 && offset + 8 <= run.bytes().length) {
                return ByteBuffer.wrap(run.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong((int) offset);
            }
        }
        return 0;
    }

    private static void put(
            SortedMap<Long, Long> entries, TableFormat format, Level level, long table, long address, long value) {
        entries.put(table + (long) level.index(address) * format.entrySize(), value);
    }

    /** A legal guest in the mode that uses the format, on the tables. */
    Guest guest(int cpl) {
        boolean isUser = cpl == 3;
        boolean isLong = guest.equals(Optional.of(TableFormat.LONG));
        Guest made = isLong
                ? isUser ? Guest.long64User() : Guest.long64()
                : isUser ? Guest.protected32User() : Guest.protected32();
        Map<String, Long> fields = made.fields();
        if (guest.isPresent()) {
            fields.put("CR0", 0x8001_0033L);
            fields.put("CR3", root());
            fields.put("CR4", guest.get() == TableFormat.LEGACY ? 0x10L : 0x20L);
            fields.put("EFER", isLong ? 0x1D00L : 0x1800L);
        }
        return nest(made);
    }

    /** The guest with nested paging on the nested tables. */
    static Guest nest(Guest guest) {
        guest.fields().put("NP_ENABLE", 1L);
        guest.fields().put("N_CR3", NESTED_ROOT);
        guest.fields().put("G_PAT", PAT);
        return guest;
    }

    /** Puts the tables into memory. */
    Draft install(Draft draft) {
        entries().forEach((at, value) -> {
            int size = entrySize(at);
            ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            draft.data(at, (size == 4 ? bytes.putInt((int) (long) value) : bytes.putLong(value)).array());
        });
        return draft;
    }

    private int entrySize(long at) {
        return at >= NESTED_ROOT ? nested.entrySize() : guest.orElseThrow().entrySize();
    }

    /** The guest's tables for the oracle. */
    Optional<Tables> guestTables(PagingControls controls) {
        return guest.map(format -> new Tables(format, root(), controls));
    }

    /** The nested tables for the oracle. */
    Tables nestedTables(PagingControls controls) {
        return new Tables(nested, NESTED_ROOT, controls);
    }
}
