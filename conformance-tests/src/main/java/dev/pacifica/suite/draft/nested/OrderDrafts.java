package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which of two faults is reported (NPT-33, NPT-34), which level's rights decide (NPT-38 to NPT-48), and what is marked when there is none. */
public final class OrderDrafts {
    private static final String PREFIX = "nested-rules/";
    private static final Optional<TableFormat> LONG = Optional.of(TableFormat.LONG);

    private final List<Draft> drafts = new ArrayList<>();

    private OrderDrafts() {}

    public static List<Draft> all() {
        OrderDrafts order = new OrderDrafts();
        order.guestFaults();
        order.rights();
        order.executeRights();
        order.marks();
        return order.drafts;
    }

    private static NestedTables tables(String aliased) {
        return NestedTables.of(LONG, TableFormat.LONG, aliased);
    }

    private NestedProbe probe(String name, NestedTables tables, int cpl, Kind kind, String what, String why) {
        NestedProbe probe = NestedProbe.of(PREFIX + name, tables, cpl, kind);
        probe.draft().about(what, why);
        drafts.add(probe.draft());
        return probe;
    }

    private void guestFaults() {
        String[] entries = {"pml4e", "pdpe", "pde", "pte"};
        for (int n = 0; n < entries.length; n++) {
            String entry = entries[n];
            String next = n + 1 < entries.length ? entries[n + 1] : NestedTables.PAGE;
            String of = next.equals(NestedTables.PAGE) ? "page" : "table of the " + next.toUpperCase(Locale.ROOT);
            probe(
                            "%s-absent-before-nested-fault".formatted(entry),
                            tables(next).flip(entry, NestedTables.PRESENT).flip("npte", NestedTables.PRESENT),
                            0,
                            Kind.READ,
                            "the guest's %s is not present, and neither is the nested PTE of the %s behind it"
                                    .formatted(entry.toUpperCase(Locale.ROOT), of),
                            "the nested tables are asked for an address that the guest's do not give")
                    .faults("NPT-34");
            if (n > 0) {
                probe(
                                "nested-fault-before-%s-absent".formatted(entry),
                                tables(entry).flip(entry, NestedTables.PRESENT).flip("npte", NestedTables.PRESENT),
                                0,
                                Kind.READ,
                                "the nested PTE of the guest's table with its %s is not present, nor is the %s in it"
                                        .formatted(entry.toUpperCase(Locale.ROOT), entry.toUpperCase(Locale.ROOT)),
                                "an entry is read that cannot be reached")
                        .exits("NPT-34", "NPT-33");
            }
        }
        NestedTables absentPage = tables(NestedTables.PAGE).flip("npte", NestedTables.PRESENT);
        probe(
                        "guest-user-rights-before-nested-fault",
                        absentPage.flip("pte", NestedTables.USER),
                        3,
                        Kind.READ,
                        "a page that the guest's tables deny and the nested ones do not map",
                        "the nested tables come before the guest's rights")
                .faults("NPT-34", "NPT-36");
        probe(
                        "guest-write-rights-before-nested-fault",
                        absentPage.flip("pde", NestedTables.WRITABLE),
                        0,
                        Kind.WRITE,
                        "a write to a page that is read-only for the guest and that the nested tables do not map",
                        "the nested tables come before the guest's rights")
                .faults("NPT-34");
        probe(
                        "guest-no-execute-before-nested-fault",
                        absentPage.flip("pte", NestedTables.NO_EXECUTE),
                        0,
                        Kind.FETCH,
                        "a fetch from a page that is not executable for the guest and that the nested tables do not map",
                        "the nested tables come before the guest's rights")
                .faults("NPT-34");
        probe(
                        "guest-reserved-before-nested-fault",
                        absentPage.flip("pml4e", NestedTables.SIZE),
                        0,
                        Kind.READ,
                        "the guest's PML4E has a reserved bit set, and the nested tables do not map the page",
                        "the nested tables come before the guest's reserved bits")
                .faults("NPT-33", "NPT-31");
    }

    private void rights() {
        NestedTables readOnly = tables(NestedTables.PAGE).flip("npte", NestedTables.WRITABLE);
        probe(
                        "nested-read-only-without-wp",
                        readOnly,
                        0,
                        Kind.WRITE,
                        "CR0.WP of the guest is clear, and the nested tables map the page as read-only",
                        "WP of the guest lets it write to what the host protects")
                .withoutWp()
                .exits("NPT-39", "NPT-40", "NPT-104");
        probe(
                        "nested-read-only-read",
                        readOnly,
                        0,
                        Kind.READ,
                        "a read of a page that the nested tables map as read-only",
                        "a read counts as a write")
                .passes("NPT-26", "NPT-38");
        probe(
                        "guest-read-only-without-wp",
                        tables(NestedTables.PAGE).flip("pte", NestedTables.WRITABLE),
                        0,
                        Kind.WRITE,
                        "CR0.WP of the guest is clear, and its own tables map the page as read-only",
                        "WP of the guest does not count under nested paging")
                .withoutWp()
                .passes("NPT-38", "NPT-39");
        probe(
                        "guest-supervisor-page",
                        tables(NestedTables.PAGE).flip("pte", NestedTables.USER),
                        0,
                        Kind.READ,
                        "the guest's supervisor reads a supervisor page of the guest",
                        "U/S of the guest is taken for that of the host")
                .passes("NPT-44", "NPT-23");
        probe(
                        "guest-user-page",
                        tables(NestedTables.PAGE),
                        3,
                        Kind.WRITE,
                        "the guest's user writes to a user page",
                        "CPL of the guest matters to the nested tables")
                .passes("NPT-44");
        for (int cpl : new int[] {0, 3}) {
            probe(
                            "nested-supervisor-page-at-cpl-%d".formatted(cpl),
                            tables(NestedTables.PAGE).flip("npdpe", NestedTables.USER),
                            cpl,
                            Kind.READ,
                            "a nested PDPE is for supervisors only, and the guest is at CPL %d".formatted(cpl),
                            "the privilege of the guest counts for the nested tables")
                    .exits("NPT-23", "NPT-45");
        }
        long ignored = NestedTables.GLOBAL | 0xE00 | 0x78L << 56;
        probe(
                        "nested-bits-ignored",
                        tables(NestedTables.PAGE).flip("npte", ignored).flip("npde", 0xE00 | 0x78L << 56),
                        0,
                        Kind.READ,
                        "nested entries with G and every bit set that is available to software",
                        "a bit that means nothing is taken to be reserved")
                .passes("NPT-50", "NPT-49");
    }

    private void executeRights() {
        NestedTables noExecute = tables(NestedTables.PAGE).flip("npte", NestedTables.NO_EXECUTE);
        probe(
                        "nested-no-execute-without-guest-nxe",
                        noExecute,
                        0,
                        Kind.FETCH,
                        "EFER.NXE of the guest is clear, and the nested PTE has NX set",
                        "NXE of the guest counts for the nested tables")
                .withoutNxe()
                .exits("NPT-41", "NPT-42", "NPT-36", "NPT-55");
        probe(
                        "nested-no-execute-read",
                        noExecute,
                        0,
                        Kind.READ,
                        "a read of a page whose nested PTE has NX set",
                        "NX denies reads")
                .passes("NPT-41");
        probe(
                        "guest-no-execute",
                        tables(NestedTables.PAGE).flip("pte", NestedTables.NO_EXECUTE),
                        0,
                        Kind.FETCH,
                        "a fetch from a page whose PTE of the guest has NX set",
                        "NX of the guest does not count under nested paging")
                .faults("NPT-41");
        probe(
                        "fetch-without-guest-nxe",
                        tables(NestedTables.PAGE),
                        0,
                        Kind.FETCH,
                        "a fetch while EFER.NXE of the guest is clear",
                        "code of the guest cannot be executed without its NXE")
                .withoutNxe()
                .passes("NPT-42");
        probe(
                        "fetch-without-host-nxe",
                        tables(NestedTables.PAGE),
                        0,
                        Kind.FETCH,
                        "a fetch while EFER.NXE of the host is clear",
                        "code of the guest cannot be executed without the host's NXE")
                .withoutHostNxe()
                .passes("NPT-43", "NPT-13");
        probe(
                        "nested-nx-reserved-without-host-nxe",
                        noExecute,
                        0,
                        Kind.READ,
                        "EFER.NXE of the host is clear, and the nested PTE has bit 63 set",
                        "bit 63 is not reserved in a host without NXE, or the guest's NXE decides")
                .withoutHostNxe()
                .exits("NPT-48", "NPT-54", "NPT-31");
        probe(
                        "absent-fetch-without-host-nxe",
                        tables(NestedTables.PAGE).flip("npte", NestedTables.PRESENT),
                        0,
                        Kind.FETCH,
                        "a fetch from a page that is not there, while EFER.NXE of the host is clear",
                        "bits other than that of the fetch differ")
                .withoutHostNxe()
                .exits("NPT-55");
        probe(
                        "guest-nx-reserved-without-guest-nxe",
                        tables(NestedTables.PAGE).flip("pte", NestedTables.NO_EXECUTE),
                        0,
                        Kind.READ,
                        "EFER.NXE of the guest is clear, and its PTE has bit 63 set",
                        "the host's NXE decides about the guest's tables")
                .withoutNxe()
                .faults("NPT-31", "NPT-36");
    }

    /** Every entry of both levels, unmarked before. */
    private void marks() {
        for (Kind kind : Kind.values()) {
            for (String leaf : List.of("pte", "pde", "pdpe")) {
                String suffix = "%s-by-n%s".formatted(kind.name().toLowerCase(Locale.ROOT), leaf);
                marked("long-" + suffix, LONG, TableFormat.LONG, NestedTables.PAGE, leaf, kind);
            }
            String read = kind.name().toLowerCase(Locale.ROOT);
            marked("long-table-" + read, LONG, TableFormat.LONG, "pte", "pte", kind);
            marked("unpaged-" + read, Optional.empty(), TableFormat.LONG, NestedTables.PAGE, "pte", kind);
            marked("pae-" + read, Optional.of(TableFormat.PAE), TableFormat.PAE, NestedTables.PAGE, "pte", kind);
            marked(
                    "32-bit-" + read,
                    Optional.of(TableFormat.LEGACY),
                    TableFormat.LEGACY,
                    NestedTables.PAGE,
                    "pte",
                    kind);
        }
        Kind write = Kind.WRITE;
        marked("pae-write-by-npde", Optional.of(TableFormat.PAE), TableFormat.PAE, NestedTables.PAGE, "pde", write);
        marked(
                "32-bit-write-by-npde",
                Optional.of(TableFormat.LEGACY),
                TableFormat.LEGACY,
                NestedTables.PAGE,
                "pde",
                write);
        marked("pae-on-long-write", Optional.of(TableFormat.PAE), TableFormat.LONG, NestedTables.PAGE, "pte", write);
        marked(
                "32-bit-on-long-write",
                Optional.of(TableFormat.LEGACY),
                TableFormat.LONG,
                NestedTables.PAGE,
                "pte",
                write);
        marked(
                "32-bit-on-pae-write",
                Optional.of(TableFormat.LEGACY),
                TableFormat.PAE,
                NestedTables.PAGE,
                "pte",
                write);
        marked(
                "pae-on-32-bit-write",
                Optional.of(TableFormat.PAE),
                TableFormat.LEGACY,
                NestedTables.PAGE,
                "pte",
                write);
        marked("unpaged-on-pae-write", Optional.empty(), TableFormat.PAE, NestedTables.PAGE, "pte", write);
        marked("unpaged-on-32-bit-write", Optional.empty(), TableFormat.LEGACY, NestedTables.PAGE, "pte", write);
    }

    private void marked(
            String name, Optional<TableFormat> guest, TableFormat nested, String aliased, String leaf, Kind kind) {
        String format = guest.map(one -> one.name().toLowerCase(Locale.ROOT)).orElse("no");
        NestedProbe probe = probe(
                "marks-" + name,
                NestedTables.of(guest, nested, aliased).mappedBy(leaf).unmarked(),
                0,
                kind,
                "a %s through entries of which none is marked: %s tables of the guest, %s tables of the host, of which the %s maps the %s"
                        .formatted(
                                kind.name().toLowerCase(Locale.ROOT),
                                format,
                                nested.name().toLowerCase(Locale.ROOT),
                                leaf.toUpperCase(Locale.ROOT),
                                aliased.equals(NestedTables.PAGE) ? "page" : "guest's table"),
                "A or D is not set where it must be, or where it must not");
        List<String> rules = new ArrayList<>(List.of("NPT-21", "NPT-22", "NPT-14"));
        if (guest.isEmpty()) {
            rules.add("NPT-28");
        }
        if (!leaf.equals("pte")) {
            rules.add("NPT-75");
        }
        if (!guest.equals(Optional.of(nested))) {
            rules.add("NPT-74");
        }
        probe.passes(rules.toArray(String[]::new));
    }
}
