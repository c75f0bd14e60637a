package dev.pacifica.suite.draft.nested;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What later features change about nested page tables: GMET, pages of shadow stacks, read-only tables, and VMLOAD and VMSAVE in the guest. */
public final class NestedFeatureDrafts {
    private static final String PREFIX = "nested-features/";
    private static final Optional<TableFormat> LONG = Optional.of(TableFormat.LONG);
    private static final byte[] VMMCALL = {0x0F, 0x01, (byte) 0xD9};
    private static final long ALIAS = 0x80_C000_0000L | NestedTables.FRAME;
    private static final long LOW_ALIAS = 0xC000_0000L | NestedTables.FRAME;
    private static final long FINAL = 1L << 32;
    private static final long USER_BIT = 4;
    private static final long SHADOW_STACK_PAGE = 1L << 37;

    private final List<Draft> drafts = new ArrayList<>();

    private NestedFeatureDrafts() {}

    public static List<Draft> all() {
        NestedFeatureDrafts features = new NestedFeatureDrafts();
        features.executeTrap();
        features.executeTrapIgnored();
        features.shadowStackPages();
        features.readOnlyTables();
        features.stateMoves();
        return features.drafts;
    }

    private Draft add(Draft draft, String what, String why) {
        drafts.add(draft.about(what, why));
        return draft;
    }

    private static NestedTables tables(Optional<TableFormat> guest) {
        return NestedTables.of(guest, TableFormat.LONG, NestedTables.PAGE);
    }

    /** A guest whose first instruction is in the page of the alias, and nothing else of it. */
    private Draft first(String name, NestedTables tables, int cpl, String what, String why) {
        Guest guest = tables.guest(cpl);
        guest.fields().put("RIP", tables.linear());
        Draft draft = new Draft(PREFIX + name, Level.INTERCEPT).vmcb(Draft.VMCB, guest.fields());
        draft.gpr("rax", Draft.VMCB).data(NestedTables.FRAME, VMMCALL);
        return add(tables.install(draft).requires("NP"), what, why);
    }

    private void executeTrap() {
        for (int cpl = 0; cpl < 4; cpl++) {
            for (boolean isUserPage : new boolean[] {true, false}) {
                trap(
                        "cpl-%d-%s-page".formatted(cpl, isUserPage ? "user" : "supervisor"),
                        LONG,
                        cpl,
                        isUserPage,
                        "npte",
                        false);
            }
        }
        for (int cpl : new int[] {0, 3}) {
            trap("cpl-%d-supervisor-page-no-execute".formatted(cpl), LONG, cpl, false, "npte", true);
            trap("cpl-%d-user-page-no-execute".formatted(cpl), LONG, cpl, true, "npte", true);
        }
        for (String entry : List.of("npml4e", "npdpe", "npde")) {
            trap("supervisor-" + entry, LONG, 0, false, entry, false);
            trap("supervisor-page-no-execute-" + entry, LONG, 3, true, entry, true);
        }
        for (boolean isUserPage : new boolean[] {true, false}) {
            trap(
                    "unpaged-%s-page".formatted(isUserPage ? "user" : "supervisor"),
                    Optional.empty(),
                    0,
                    isUserPage,
                    "npte",
                    false);
        }
    }

    /** GMET-02: a page is for the user if all levels say so, and is not executable if any says so (GMET-01). */
    private void trap(
            String name, Optional<TableFormat> guest, int cpl, boolean isUserPage, String entry, boolean hasNx) {
        NestedTables tables =
                tables(guest).flip(entry, (isUserPage ? 0 : NestedTables.USER) | (hasNx ? NestedTables.NO_EXECUTE : 0));
        Draft draft = first(
                        "gmet-" + name,
                        tables,
                        cpl,
                        "GMET: a fetch at CPL %d from a page that is for the %s%s"
                                .formatted(cpl, isUserPage ? "user" : "supervisor", hasNx ? " and has NX set" : ""),
                        "fetches are judged as without GMET, or the wrong way round")
                .requires("GMET")
                .set("GMET_ENABLE", 1);
        if (cpl == 1 || cpl == 2) {
            ring(draft, cpl);
        }
        boolean isTrapped = hasNx || isUserPage && cpl < 3;
        String rule = guest.isEmpty() ? "GMET-05" : "GMET-02";
        if (isTrapped) {
            long gpa = guest.isEmpty() ? LOW_ALIAS : ALIAS;
            draft.claimField(rule, "EXITCODE", NestedProbe.NPF)
                    .claimField("GMET-03", "EXITINFO1", ~USER_BIT, FINAL | 0x11)
                    .claimField("NPT-79", "EXITINFO1", ~USER_BIT, FINAL | 0x11)
                    .claimField("GMET-01", "EXITINFO2", gpa)
                    .unspecified(ExitMasks.WITH_BOTH);
        } else {
            draft.claimField(rule, "EXITCODE", Attempt.VMMCALL)
                    .claimField("NPT-79", "EXITCODE", Attempt.VMMCALL)
                    .unspecified(ExitMasks.PLAIN);
        }
    }

    /** Segments of this privilege level; VMMCALL may be executed at any. */
    private static void ring(Draft draft, int cpl) {
        Map<String, Long> fields = draft.fields();
        fields.put("CPL", (long) cpl);
        for (String name : new String[] {"CS", "SS"}) {
            fields.merge(name + ".attributes", (long) cpl << 5, (before, dpl) -> before & ~0x60 | dpl);
        }
    }

    private void executeTrapIgnored() {
        Draft off = first(
                        "gmet-off-supervisor-page",
                        tables(LONG).flip("npte", NestedTables.USER),
                        0,
                        "without GMET a fetch from a page that is for the supervisor",
                        "GMET is on without being enabled")
                .requires("GMET");
        off.claimField("GMET-07", "EXITCODE", NestedProbe.NPF)
                .claimField("GMET-07", "EXITINFO1", FINAL | 0x15)
                .unspecified(ExitMasks.WITH_BOTH);
        Draft lacking = first(
                        "gmet-without-the-feature",
                        tables(LONG),
                        0,
                        "GMET is enabled on a processor without it: a fetch at CPL 0 from a page for the user",
                        "the bit is obeyed or refused")
                .requires("!GMET")
                .set("GMET_ENABLE", 1);
        lacking.claimField("GMET-06", "EXITCODE", Attempt.VMMCALL)
                .claimField("NPT-78", "EXITCODE", Attempt.VMMCALL)
                .unspecified(ExitMasks.PLAIN);
        Draft unnested = first(
                        "gmet-without-nested-paging",
                        tables(Optional.empty()),
                        0,
                        "GMET is enabled and NP_ENABLE is clear",
                        "the bit alone does something")
                .requires("GMET")
                .set("GMET_ENABLE", 1)
                .set("NP_ENABLE", 0)
                .set("RIP", NestedTables.FRAME);
        unnested.claimField("GMET-06", "EXITCODE", Attempt.VMMCALL).unspecified(ExitMasks.PLAIN);
    }

    /** An access that the nested tables deny, and EXITINFO1 without bit 32. */
    private record ShadowCase(String name, NestedTables tables, Kind kind, long information, String what) {}

    private Draft shadow(String name, NestedTables tables, Kind kind, String what) {
        NestedProbe probe = NestedProbe.of(PREFIX + "shadow-stack-page-" + name, tables, 0, kind);
        add(probe.draft(), what, "the page is not told apart, or rights are others because of it");
        probe.draft().requires("SSSCheck").set("SSS_CHECK_ENABLE", 1);
        return probe.draft();
    }

    private void shadowStackPages() {
        long marked = NestedTables.USER | NestedTables.NO_EXECUTE;
        NestedTables page = tables(LONG).flip("npte", marked);
        NestedTables readOnly = page.flip("npte", NestedTables.WRITABLE);
        List<ShadowCase> cases = List.of(
                new ShadowCase("read", page, Kind.READ, SHADOW_STACK_PAGE | 5, "a read of a page of a shadow stack"),
                new ShadowCase("write", page, Kind.WRITE, SHADOW_STACK_PAGE | 7, "a write to a page of a shadow stack"),
                new ShadowCase(
                        "fetch", page, Kind.FETCH, SHADOW_STACK_PAGE | 0x15, "a fetch from a page of a shadow stack"),
                new ShadowCase(
                        "read-only-read",
                        readOnly,
                        Kind.READ,
                        SHADOW_STACK_PAGE | 5,
                        "a read of a read-only page of a shadow stack"),
                new ShadowCase(
                        "read-only-above",
                        page.flip("npde", NestedTables.WRITABLE),
                        Kind.READ,
                        5,
                        "a read of a page that would be one of a shadow stack if the nested PDE were writable"),
                new ShadowCase(
                        "executable",
                        tables(LONG).flip("npte", NestedTables.USER),
                        Kind.READ,
                        5,
                        "a read of a page that would be one of a shadow stack if NX were set"),
                new ShadowCase(
                        "user",
                        tables(LONG).flip("npte", NestedTables.NO_EXECUTE),
                        Kind.FETCH,
                        0x15,
                        "a fetch from a page that would be one of a shadow stack if U/S were clear"));
        for (ShadowCase one : cases) {
            NestedTables tables = one.tables;
            Kind kind = one.kind;
            Draft draft = shadow(one.name, tables, kind, one.what);
            install(draft, tables);
            boolean isMarked = (one.information & SHADOW_STACK_PAGE) != 0;
            draft.claimField(kind == Kind.FETCH ? "NPT-89" : "NPT-90", "EXITCODE", NestedProbe.NPF)
                    .claimField(isMarked ? "NPX-07" : "NPX-03", "EXITINFO1", FINAL | one.information)
                    .claimField(isMarked ? "NPT-86" : "NPX-07", "EXITINFO1", FINAL | one.information)
                    .claimField("NPX-06", "EXITINFO1", ~SHADOW_STACK_PAGE, FINAL | one.information & ~SHADOW_STACK_PAGE)
                    .claimField("NPX-08", "EXITCODE", NestedProbe.NPF)
                    .unspecified(ExitMasks.WITH_BOTH);
        }
        Draft off = NestedProbe.of(PREFIX + "shadow-stack-page-check-off", page, 0, Kind.READ)
                .draft();
        add(
                        off,
                        "a read of a page that would be one of a shadow stack if the check were enabled",
                        "bit 37 is always set")
                .requires("SSSCheck");
        install(off, page)
                .claimField("NPX-07", "EXITINFO1", FINAL | 5)
                .claimField("NPT-82", "EXITINFO1", FINAL | 5)
                .unspecified(ExitMasks.WITH_BOTH);
        Draft noNxe = NestedProbe.of(PREFIX + "shadow-stack-page-without-host-nxe", tables(LONG), 0, Kind.READ)
                .draft();
        add(noNxe, "the check of shadow-stack pages enabled in a host without NXE", "the guest is refused")
                .requires("SSSCheck")
                .set("SSS_CHECK_ENABLE", 1);
        NestedHost.install(install(noNxe, tables(LONG)), TableFormat.LONG, false);
        noNxe.claimField("NPX-02", "EXITCODE", Attempt.VMMCALL)
                .claimField("NPT-84", "EXITCODE", Attempt.VMMCALL)
                .unspecified(ExitMasks.PLAIN);
        Draft illegal = NestedProbe.of(
                        PREFIX + "shadow-stack-check-without-nested-paging", tables(Optional.empty()), 0, Kind.READ)
                .draft();
        add(illegal, "the check of shadow-stack pages enabled, NP_ENABLE clear", "the guest is entered")
                .requires("SSSCheck")
                .set("SSS_CHECK_ENABLE", 1)
                .set("NP_ENABLE", 0);
        install(illegal, tables(Optional.empty()))
                .claimField("NPX-01", "EXITCODE", -1)
                .claimField("CPUID-49", "EXITCODE", -1)
                .claimField("NPT-83", "EXITCODE", -1)
                .unspecified("after-invalid");
    }

    private static Draft install(Draft draft, NestedTables tables) {
        return tables.install(draft).gpr("rsi", tables.linear()).touches(NestedTables.FRAME);
    }

    /** The table with the guest's PTE is read-only in the nested tables. */
    private void readOnlyTables() {
        NestedTables marked = NestedTables.of(LONG, TableFormat.LONG, "pte").flip("npte", NestedTables.WRITABLE);
        NestedTables unmarked = marked.flip("pte", NestedTables.ACCESSED | NestedTables.DIRTY);
        NestedTables clean = marked.flip("pte", NestedTables.DIRTY);
        readOnly("marked-read", marked, Kind.READ, true, "a read; its PTE is marked");
        readOnly("marked-write", marked, Kind.WRITE, true, "a write; its PTE is marked");
        readOnly("clean-read", clean, Kind.READ, true, "a read; its PTE has A set and D clear");
        readOnly("clean-write", clean, Kind.WRITE, false, "a write; its PTE has A set and D clear");
        readOnly("unmarked-read", unmarked, Kind.READ, false, "a read; its PTE is not marked");
        NestedTables above = NestedTables.of(LONG, TableFormat.LONG, "pde")
                .flip("npte", NestedTables.WRITABLE)
                .flip("pde", NestedTables.ACCESSED);
        readOnly(
                "unmarked-pde-read",
                above,
                Kind.READ,
                false,
                "a read; the table with its PDE is read-only, the PDE not marked");
        NestedProbe probe = NestedProbe.of(PREFIX + "read-only-tables-off", marked, 0, Kind.READ);
        add(
                        probe.draft(),
                        "a read through a table that is read-only for the host, the feature off",
                        "tables may always be read-only")
                .requires("ROGPT");
        probe.exits("NPX-20");
        NestedProbe unpaged = NestedProbe.of(
                PREFIX + "read-only-tables-unpaged",
                tables(Optional.empty()).flip("npte", NestedTables.WRITABLE),
                0,
                Kind.WRITE);
        add(
                        unpaged.draft(),
                        "a write of a guest without paging, read-only tables enabled",
                        "the feature changes what data accesses are")
                .requires("ROGPT")
                .set("ROGPT_ENABLE", 1);
        unpaged.exits("NPX-23");
    }

    private void readOnly(String name, NestedTables tables, Kind kind, boolean isPermitted, String what) {
        Draft draft = NestedProbe.of(PREFIX + "read-only-tables-" + name, tables, 0, kind)
                .draft();
        add(
                        draft,
                        "read-only tables: " + what,
                        "the table must be writable although nothing is written, or need not be although something is")
                .requires("ROGPT")
                .set("ROGPT_ENABLE", 1);
        install(draft, tables).gpr("rbx", 0x5A);
        String entry = Subject.memory(tables.aliasLeaf());
        long unchanged = Objects.requireNonNull(tables.entries().get(tables.aliasLeaf()));
        if (isPermitted) {
            draft.claimField("NPX-21", "EXITCODE", Attempt.VMMCALL)
                    .claimField("NPT-27", "EXITCODE", Attempt.VMMCALL)
                    .claimField("CPUID-51", "EXITCODE", Attempt.VMMCALL)
                    .claim("NPX-21", entry, unchanged)
                    .unspecified(ExitMasks.PLAIN);
        } else {
            draft.claimField("NPX-22", "EXITCODE", NestedProbe.NPF)
                    .claimField("NPX-22", "EXITINFO1", 0x2_0000_0007L)
                    .claimField("NPT-27", "EXITINFO1", 0x2_0000_0007L)
                    .claim("NPX-22", entry, NestedTables.DIRTY, 0)
                    .unspecified(ExitMasks.WITH_BOTH);
        }
    }

    /** VMLOAD and VMSAVE of a guest, virtualised: rAX is guest-physical. */
    private void stateMoves() {
        for (boolean isSave : new boolean[] {false, true}) {
            String name = isSave ? "vmsave" : "vmload";
            for (boolean isAbsent : new boolean[] {false, true}) {
                NestedTables tables =
                        tables(LONG).flip("npte", isAbsent ? NestedTables.PRESENT : NestedTables.ACCESSED);
                Draft draft =
                        Attempt.of(PREFIX + name + (isAbsent ? "-absent" : "-virtualised"), tables.guest(0), name);
                add(
                                draft,
                                "a guest's %s, virtualised, of a VMCB that the nested tables %s"
                                        .formatted(
                                                name.toUpperCase(Locale.ROOT),
                                                isAbsent ? "do not map" : "map elsewhere"),
                                "rAX is taken for a system-physical address")
                        .requires("NP", "VMSAVEvirt")
                        .set("VMSAVE_VIRTUALIZATION_ENABLE", 1)
                        .set("RAX", ALIAS);
                install(draft, tables);
                if (isAbsent) {
                    draft.claimField("VLS-04", "EXITCODE", NestedProbe.NPF)
                            .claimField("VLS-04", "EXITINFO1", FINAL | USER_BIT | (isSave ? 2 : 0))
                            .claimField("VLS-04", "EXITINFO2", ~0xFFFL, ALIAS)
                            .unspecified(ExitMasks.WITH_BOTH);
                    continue;
                }
                draft.claimField("VLS-03", "EXITCODE", Attempt.VMMCALL)
                        .claimField("NPT-101", "EXITCODE", Attempt.VMMCALL)
                        .unspecified(ExitMasks.PLAIN);
                String star = Subject.memory(NestedTables.FRAME + 0x600);
                if (isSave) {
                    draft.state("star", 0x0023_0010_1234_5678L).claim("VLS-03", star, 0x0023_0010_1234_5678L);
                    draft.claim("VLS-08", Subject.memory(tables.aliasLeaf()), 0x60, 0x60);
                } else {
                    draft.data(NestedTables.FRAME + 0x600, Descriptors.bytes(0x0023_0010_1234_5678L))
                            .claim("VLS-03", "star", 0x0023_0010_1234_5678L)
                            .claim("VLS-08", Subject.memory(tables.aliasLeaf()), 0x60, 0x20);
                }
            }
        }
    }
}
