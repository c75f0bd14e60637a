package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;

/** The rights of pages, level by level in every format: U/S, R/W with and without CR0.WP, NX, SMEP, SMAP. */
public final class RightsDrafts {
    private static final String AREA = "paging-permissions/";

    private final List<Draft> drafts = new ArrayList<>();
    private final String prefix;
    private final ProbeTables tables;

    private RightsDrafts(TableFormat format, String page, String size) {
        prefix = size + "-";
        tables = ProbeTables.of(format, page);
    }

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        drafts.addAll(of(TableFormat.LEGACY, "pte", "32-bit-4k"));
        drafts.addAll(of(TableFormat.LEGACY, "pde", "32-bit-4m"));
        drafts.addAll(of(TableFormat.PAE, "pte", "pae-4k"));
        drafts.addAll(of(TableFormat.PAE, "pde", "pae-2m"));
        drafts.addAll(of(TableFormat.LONG, "pte", "long-4k"));
        drafts.addAll(of(TableFormat.LONG, "pde", "long-2m"));
        drafts.addAll(of(TableFormat.LONG, "pdpe", "long-1g"));
        return drafts;
    }

    private static List<Draft> of(TableFormat format, String page, String size) {
        RightsDrafts rights = new RightsDrafts(format, page, size);
        for (String entry : rights.tables.path()) {
            if (rights.tables.hasRights(entry)) {
                rights.supervisorOnly(entry);
                rights.readOnly(entry);
                rights.smep(entry);
                rights.smap(entry);
                if (format != TableFormat.LEGACY) {
                    rights.noExecute(entry);
                }
            }
        }
        rights.userPages();
        rights.severalAtOnce();
        return rights.drafts;
    }

    private Probe probe(String name, ProbeTables with, int cpl, Kind kind, String what, String why) {
        Probe probe = Probe.of(AREA + prefix + name + "-" + EntryDrafts.suffix(cpl, kind), with, cpl, kind);
        probe.draft().about(EntryDrafts.words(cpl, kind) + ": " + what, why);
        drafts.add(probe.draft());
        return probe;
    }

    /** U/S clear at one level. */
    private void supervisorOnly(String entry) {
        ProbeTables supervisor = tables.without(entry, ProbeTables.USER);
        String what = "the %s of a %spage is the supervisor's".formatted(EntryDrafts.name(entry), prefix);
        for (Kind kind : Kind.values()) {
            probe(entry + "-supervisor", supervisor, 3, kind, what, "U/S of one level is not looked at")
                    .faults("PG-30", "PG-31");
            probe(entry + "-supervisor", supervisor, 0, kind, what, "the supervisor is kept off its own page")
                    .passes("PG-30", "PG-33");
        }
    }

    /** R/W clear at one level. */
    private void readOnly(String entry) {
        ProbeTables readOnly = tables.without(entry, ProbeTables.WRITABLE);
        String what = "the %s of a %spage is read-only".formatted(EntryDrafts.name(entry), prefix);
        String why = "R/W of one level, or CR0.WP, is not looked at";
        probe(entry + "-read-only", readOnly, 3, Kind.WRITE, what, why).faults("PG-30");
        probe(
                        entry + "-read-only-no-wp",
                        readOnly,
                        3,
                        Kind.WRITE,
                        what + ", CR0.WP clear",
                        "CR0.WP frees the user as well")
                .withoutWp()
                .faults("PG-30");
        probe(entry + "-read-only", readOnly, 0, Kind.WRITE, what, why).faults("PG-30");
        probe(entry + "-read-only-no-wp", readOnly, 0, Kind.WRITE, what + ", CR0.WP clear", why)
                .withoutWp()
                .passes("PG-33");
        probe(entry + "-read-only", readOnly, 3, Kind.READ, what, "a read is denied")
                .passes("PG-30");
    }

    /** NX set at one level. */
    private void noExecute(String entry) {
        ProbeTables noExecute = tables.with(entry, ProbeTables.NO_EXECUTE);
        String what = "the %s of a %spage has NX set".formatted(EntryDrafts.name(entry), prefix);
        for (int cpl : new int[] {0, 3}) {
            probe(entry + "-nx", noExecute, cpl, Kind.FETCH, what, "NX of one level is not looked at")
                    .faults("PG-30");
        }
        probe(entry + "-nx", noExecute, 0, Kind.READ, what, "NX keeps data from being read")
                .passes("PG-34");
        probe(entry + "-nx", noExecute, 3, Kind.WRITE, what, "NX keeps data from being written")
                .passes("PG-34");
    }

    /** SMEP, with a user page and with one level away from it. */
    private void smep(String entry) {
        String what =
                "SMEP, and the %s alone makes a %spage the supervisor's".formatted(EntryDrafts.name(entry), prefix);
        probe(
                        entry + "-smep",
                        tables.without(entry, ProbeTables.USER),
                        0,
                        Kind.FETCH,
                        what,
                        "SMEP looks at one level instead of all")
                .withSmep()
                .passes("PG-35");
    }

    private void smap(String entry) {
        String what =
                "SMAP, and the %s alone makes a %spage the supervisor's".formatted(EntryDrafts.name(entry), prefix);
        probe(
                        entry + "-smap",
                        tables.without(entry, ProbeTables.USER),
                        0,
                        Kind.READ,
                        what,
                        "SMAP looks at one level instead of all")
                .withSmap()
                .passes("PG-36");
    }

    private void userPages() {
        String page = " a %spage that is the user's".formatted(prefix);
        probe("smep", tables, 0, Kind.FETCH, "SMEP, and" + page, "SMEP is not looked at")
                .withSmep()
                .faults("PG-35");
        probe("smep", tables, 3, Kind.FETCH, "SMEP, and" + page, "SMEP denies the user its own page")
                .withSmep()
                .passes("PG-35");
        probe("smep", tables, 0, Kind.READ, "SMEP, and" + page, "SMEP keeps off data")
                .withSmep()
                .passes("PG-35");
        for (Kind kind : new Kind[] {Kind.READ, Kind.WRITE}) {
            probe("smap", tables, 0, kind, "SMAP, and" + page, "SMAP is not looked at")
                    .withSmap()
                    .faults("PG-36");
            probe("smap-ac", tables, 0, kind, "SMAP with RFLAGS.AC set, and" + page, "AC does not exempt")
                    .withSmap()
                    .withAc()
                    .passes("PG-36");
            probe("smap", tables, 3, kind, "SMAP, and" + page, "SMAP denies the user its own page")
                    .withSmap()
                    .passes("PG-36");
        }
        probe("smap", tables, 0, Kind.FETCH, "SMAP, and" + page, "SMAP keeps off code")
                .withSmap()
                .passes("PG-36");
    }

    /** Several reasons give one fault (PG-64). */
    private void severalAtOnce() {
        ProbeTables closed = tables.without(tables.page(), ProbeTables.USER | ProbeTables.WRITABLE);
        probe(
                        "closed",
                        closed,
                        3,
                        Kind.WRITE,
                        "the page is the supervisor's and read-only",
                        "the error code is of two faults")
                .faults("PG-64");
        if (tables.format() != TableFormat.LEGACY) {
            ProbeTables noExecute = closed.with(tables.page(), ProbeTables.NO_EXECUTE);
            probe(
                            "closed-nx",
                            noExecute,
                            3,
                            Kind.FETCH,
                            "the page is the supervisor's and has NX set",
                            "the error code is of two faults")
                    .faults("PG-64");
        }
        probe(
                        "read-only-smap",
                        tables.without(tables.page(), ProbeTables.WRITABLE),
                        0,
                        Kind.WRITE,
                        "SMAP, and a user page that is read-only",
                        "the error code is of two faults")
                .withSmap()
                .faults("PG-64");
    }
}
