package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** Accessed and dirty bits beyond what every permitted access shows: bits already set, a write after a read, faults. */
final class MarkDrafts {
    private static final long A = ProbeTables.ACCESSED;
    private static final long D = ProbeTables.DIRTY;

    private final String area;
    private final TableFormat format;
    private final List<Draft> drafts = new ArrayList<>();

    private MarkDrafts(String area, TableFormat format) {
        this.area = area + "/marks-";
        this.format = format;
    }

    static List<Draft> of(String area, TableFormat format) {
        MarkDrafts marks = new MarkDrafts(area, format);
        for (String page : format == TableFormat.LONG ? List.of("pte", "pde", "pdpe") : List.of("pte", "pde")) {
            marks.alreadySet(page);
            marks.writeAfterRead(page);
            marks.faulting(page);
        }
        marks.tablesOfTheReadOnlyKind();
        return marks.drafts;
    }

    private Probe probe(String name, ProbeTables tables, Kind kind, String what, String why) {
        Probe probe = Probe.of(area + name, tables, 0, kind);
        probe.draft().about(what, why);
        drafts.add(probe.draft());
        return probe;
    }

    private void alreadySet(String page) {
        ProbeTables tables = ProbeTables.of(format, page).marked();
        probe(
                        page + "-all-set-read",
                        tables.with(page, A | D),
                        Kind.READ,
                        "a read through entries of which all are marked, a %s as dirty".formatted(page),
                        "the processor clears A or D")
                .passes("PG-54");
        probe(
                        page + "-dirty-only-read",
                        tables.with(page, D),
                        Kind.READ,
                        "a read of a page whose %s has D set and A clear".formatted(page),
                        "the processor clears D when it sets A")
                .passes("PG-54");
        probe(
                        page + "-accessed-write",
                        tables.with(page, A),
                        Kind.WRITE,
                        "a write to a page whose %s has A set and D clear".formatted(page),
                        "D is not set because A needs not be")
                .passes("PG-54");
        probe(
                        page + "-accessed-fetch",
                        tables.with(page, A),
                        Kind.FETCH,
                        "a fetch from a page whose %s has A set and D clear".formatted(page),
                        "a fetch sets D")
                .passes("PG-54");
    }

    /** The translation that the read has left behind must not keep the write from setting D. */
    private void writeAfterRead(String page) {
        ProbeTables tables = ProbeTables.of(format, page);
        Draft draft = Attempt.of(
                        area + page + "-write-after-read",
                        ProbeTables.guest(format, 0),
                        Probe.instruction(format, Kind.READ),
                        Probe.instruction(format, Kind.WRITE))
                .about(
                        "a read of a page, and then a write to it, through a " + page,
                        "the write uses the translation of the read and does not set D");
        prepared(draft, page).gpr("rbx", tables.linear()).gpr("rcx", 0x5A).data(ProbeTables.FRAME, new byte[] {0x33});
        tables.install(draft, false);
        Attempt.passes(draft, "PG-51");
        long mask = format == TableFormat.LEGACY ? 0xFFFF_FFFFL : -1;
        draft.claim("PG-51", entry(tables, page), mask, (tables.entry(page) | A | D) & mask)
                .claim("PG-51", Subject.memory(ProbeTables.FRAME), 0xFF, 0x33);
        drafts.add(draft);
    }

    /** Entries above the one that faults may be marked or not; D is not set, and nothing in an absent entry. */
    private void faulting(String page) {
        ProbeTables tables = ProbeTables.of(format, page);
        if (tables.path().stream().filter(tables::hasRights).count() < 2) {
            return;
        }
        faulting(page + "-denied", tables.without(page, ProbeTables.WRITABLE).with(page, A), 3, "denies the write");
        faulting(page + "-not-present", tables.without(page, ProbeTables.PRESENT), 2, "is not present");
    }

    private void faulting(String name, ProbeTables tables, long errorCode, String what) {
        String page = tables.page();
        Draft draft = Attempt.of(area + name, ProbeTables.guest(format, 0), Probe.instruction(format, Kind.WRITE))
                .about(
                        "a write that faults because the %s %s, no entry above being marked before"
                                .formatted(page, what),
                        "D is set by a write that faults, or an entry is marked that is not present");
        prepared(draft, page).gpr("rbx", tables.linear()).gpr("rcx", 0x5A).touches(ProbeTables.FRAME);
        tables.install(draft, false);
        long mask = format == TableFormat.LEGACY ? 0xFFFF_FFFFL : -1;
        draft.claimField("EXC-24", "EXITCODE", Attempt.PF)
                .claimField("PG-60", "EXITINFO1", errorCode)
                .claim("PG-52", entry(tables, page), mask, tables.entry(page) & mask)
                .claim("PG-51", entry(tables, page), D, 0)
                .unspecified(ExitMasks.WITH_BOTH);
        drafts.add(draft);
    }

    private void tablesOfTheReadOnlyKind() {
        for (Kind kind : new Kind[] {Kind.READ, Kind.WRITE}) {
            probe(
                            "tables-mapped-read-only-" + EntryDrafts.suffix(0, kind),
                            ProbeTables.of(format, "pte").reachable(0),
                            kind,
                            EntryDrafts.words(0, kind) + " through tables that are themselves mapped as read-only",
                            "A and D are written through the linear address of the table")
                    .passes("PG-53");
        }
    }

    private Draft prepared(Draft draft, String page) {
        if (format == TableFormat.LEGACY && page.equals("pde")) {
            draft.setBits("CR4", 1 << 4);
        }
        return page.equals("pdpe") ? draft.requires("Page1GB") : draft;
    }

    private static String entry(ProbeTables tables, String page) {
        return Subject.memory(tables.address(page));
    }
}
