package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What every table entry of a format can do to an access: let it pass, be missing, or have a reserved bit set; one size of page. */
final class EntryDrafts {
    private static final String READS_BAD_ENTRY =
            "a reserved bit is taken for address or ignored, or the error code lacks P or RSV";
    /** PWT, PCD and the bits 11:9 that are software's. */
    private static final long NEVER_RESERVED = 0xE18;

    private static final long IGNORED_DIRTY = 1 << 6;
    private static final long PAT_OF_PTE = 1 << 7;
    private static final long PAT_OF_LARGE = 1 << 12;
    private static final long AVAILABLE_HIGH = 0x7FFL << 52;
    private static final long NX = ProbeTables.NO_EXECUTE;

    private final String area;
    private final TableFormat format;
    private final String page;
    private final String size;
    private final ProbeTables tables;
    private final List<Draft> drafts = new ArrayList<>();

    private EntryDrafts(String area, TableFormat format, String page, String size) {
        this.area = area;
        this.format = format;
        this.page = page;
        this.size = size;
        tables = ProbeTables.of(format, page);
    }

    /**
     * The vectors about one size of page.
     *
     * @param page the entry that maps it
     * @param size the size in names of vectors
     */
    static List<Draft> of(String area, TableFormat format, String page, String size) {
        EntryDrafts entries = new EntryDrafts(area, format, page, size);
        for (int cpl : new int[] {0, 3}) {
            for (Kind kind : Kind.values()) {
                entries.passes(cpl, kind);
                entries.notPresent(cpl, kind);
            }
        }
        entries.notPresentOtherwiseFull();
        entries.reserved();
        entries.order();
        entries.notReserved();
        return entries.drafts;
    }

    /** The end of a vector's name and of its title. */
    static String suffix(int cpl, Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + (cpl == 3 ? "-user" : "");
    }

    static String words(int cpl, Kind kind) {
        return "a %s at CPL %d".formatted(kind.name().toLowerCase(Locale.ROOT), cpl);
    }

    private Probe probe(String name, ProbeTables with, int cpl, Kind kind, String what, String why) {
        Probe probe = Probe.of("%s/%s-%s".formatted(area, size, name), with, cpl, kind);
        probe.draft().about("%s of a %s page: %s".formatted(words(cpl, kind), size, what), why);
        drafts.add(probe.draft());
        return probe;
    }

    private void passes(int cpl, Kind kind) {
        probe(
                        "permitted-" + suffix(cpl, kind),
                        tables,
                        cpl,
                        kind,
                        "all entries permit it, and are not yet marked",
                        "another address is reached, or A or D is not set, or set where it must not be")
                .passes("PG-01", "PG-02", "PG-05");
    }

    private void notPresent(int cpl, Kind kind) {
        for (String entry : tables.path()) {
            probe(
                            "%s-not-present-%s".formatted(entry, suffix(cpl, kind)),
                            tables.without(entry, ProbeTables.PRESENT),
                            cpl,
                            kind,
                            "the %s is not present".formatted(name(entry)),
                            "the error code says more than the access, or an entry that is not present is marked")
                    .faults("PG-52");
        }
    }

    private void notPresentOtherwiseFull() {
        for (String entry : tables.path()) {
            probe(
                            entry + "-not-present-but-all-else",
                            tables.with(entry, -2).without(entry, ProbeTables.PRESENT),
                            0,
                            Kind.READ,
                            "of the %s every bit but P is set".formatted(name(entry)),
                            "an entry that is not present is checked for reserved bits")
                    .faults("PG-20", "PG-21");
        }
    }

    /** Whether this kind of entry has anything reserved that can be tried: PAE's PDPEs are another matter (PG-23). */
    private boolean canBeBad(String entry) {
        return format != TableFormat.PAE || !entry.equals("pdpe");
    }

    private void reserved() {
        for (String entry : tables.path()) {
            if (!canBeBad(entry)) {
                continue;
            }
            for (int bit : reservedBits(entry)) {
                bad(entry, bit, 0, Kind.READ).faults();
            }
            if (format == TableFormat.LEGACY) {
                continue;
            }
            for (int width : new int[] {40, 48}) {
                for (int bit : new int[] {width, 51}) {
                    boolean isLow = bit == width;
                    String name = "%s-reserved-%d-of-%d".formatted(entry, bit, width);
                    bad(name, entry, bit, 0, Kind.READ).width(width).faults();
                    if (isLow) {
                        bad(name, entry, bit, 3, Kind.WRITE).width(width).faults();
                    }
                }
            }
            bad(entry, 63, 0, Kind.READ).withoutNxe().faults("PG-34");
            bad(entry, 63, 3, Kind.FETCH).withoutNxe().faults("PG-34");
        }
        int some = reservedBits(page).isEmpty() ? 0 : reservedBits(page).get(0);
        if (some != 0) {
            for (Kind kind : Kind.values()) {
                bad(page, some, 3, kind).faults();
            }
            bad(page, some, 0, Kind.WRITE).faults();
            bad(page, some, 0, Kind.FETCH).faults();
        }
    }

    /** The boundaries of what is reserved whatever the processor. */
    private List<Integer> reservedBits(String entry) {
        boolean isLarge = entry.equals(page) && !page.equals("pte");
        return switch (format) {
            case LEGACY -> isLarge ? List.of(21) : List.of();
            case PAE -> isLarge ? List.of(13, 20, 52, 62) : List.of(52, 62);
            case LONG ->
                switch (entry) {
                    case "pml4e" -> List.of(7, 8);
                    case "pdpe" -> isLarge ? List.of(13, 29) : List.of();
                    default -> isLarge ? List.of(13, 20) : List.of();
                };
        };
    }

    private Probe bad(String entry, int bit, int cpl, Kind kind) {
        return bad("%s-reserved-%d".formatted(entry, bit), entry, bit, cpl, kind);
    }

    private Probe bad(String name, String entry, int bit, int cpl, Kind kind) {
        return probe(
                name + "-" + suffix(cpl, kind),
                tables.with(entry, 1L << bit),
                cpl,
                kind,
                "reserved bit %d of the %s is set".formatted(bit, name(entry)),
                READS_BAD_ENTRY);
    }

    /** What is wrong with an upper entry comes before what is wrong with a lower one, and rights come last (PG-21, PG-63). */
    private void order() {
        List<String> path = tables.path();
        for (int i = 0; i + 1 < path.size(); i++) {
            String upper = path.get(i);
            String lower = path.get(i + 1);
            if (tables.hasRights(upper)) {
                probe(
                                "%s-denied-%s-not-present".formatted(upper, lower),
                                tables.without(upper, ProbeTables.USER | ProbeTables.WRITABLE)
                                        .without(lower, ProbeTables.PRESENT),
                                3,
                                Kind.WRITE,
                                "the %s denies it, and the %s is not present".formatted(name(upper), name(lower)),
                                "rights are looked at before the page is found")
                        .faults("PG-63");
            }
            if (!canBeBad(upper) || format == TableFormat.LEGACY) {
                continue;
            }
            probe(
                            "%s-reserved-%s-not-present".formatted(upper, lower),
                            tables.with(upper, NX).without(lower, ProbeTables.PRESENT),
                            0,
                            Kind.READ,
                            "the %s has a reserved bit set, and the %s is not present"
                                    .formatted(name(upper), name(lower)),
                            "reserved bits are looked at after the page was found")
                    .withoutNxe()
                    .faults("PG-21");
            probe(
                            "%s-denied-%s-reserved".formatted(upper, lower),
                            tables.without(upper, ProbeTables.USER).with(lower, NX),
                            3,
                            Kind.READ,
                            "the %s denies it, and the %s has a reserved bit set".formatted(name(upper), name(lower)),
                            "rights are looked at before reserved bits")
                    .withoutNxe()
                    .faults("PG-21");
        }
    }

    /** The neighbours of what is reserved. */
    private void notReserved() {
        for (String entry : tables.path()) {
            boolean isLast = entry.equals(page);
            long more = NEVER_RESERVED;
            if (isLast) {
                more |= ProbeTables.GLOBAL | (page.equals("pte") ? PAT_OF_PTE : PAT_OF_LARGE);
            } else if (tables.hasRights(entry)) {
                boolean ignoresBit8 = entry.equals("pde") || format == TableFormat.LEGACY; // PG-15: not in a PDPE
                more |= IGNORED_DIRTY | (ignoresBit8 ? ProbeTables.GLOBAL : 0);
            }
            if (format == TableFormat.LONG) {
                more |= AVAILABLE_HIGH;
            }
            probe(
                            entry + "-not-reserved",
                            tables.with(entry, more),
                            0,
                            Kind.READ,
                            "of the %s every bit that is ignored, available or a memory type is set"
                                    .formatted(name(entry)),
                            "a bit is taken to be reserved that is not")
                    .passes(rule(entry));
        }
    }

    /** The rule that says what is reserved in an entry. */
    private String rule(String entry) {
        boolean isLarge = entry.equals(page) && !page.equals("pte");
        return switch (format) {
            case LEGACY -> isLarge ? "PG-11" : "PG-10";
            case PAE -> entry.equals("pdpe") ? "PG-12" : "PG-13";
            case LONG ->
                switch (entry) {
                    case "pml4e" -> "PG-14";
                    case "pdpe" -> isLarge ? "PG-16" : "PG-15";
                    case "pde" -> isLarge ? "PG-18" : "PG-17";
                    default -> "PG-19";
                };
        };
    }

    static String name(String entry) {
        return entry.toUpperCase(Locale.ROOT);
    }
}
