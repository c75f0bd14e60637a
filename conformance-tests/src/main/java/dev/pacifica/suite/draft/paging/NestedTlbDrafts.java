package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.TableFormat;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * With nested paging the processor remembers where a guest's linear page is in the end. It must forget that when the host has it forget the
 * guest's ASID, and when the guest does what would make it forget its own translations; until then it may go on with it.
 */
public final class NestedTlbDrafts {
    private static final String NEITHER = "what is seen is neither the old translation nor the new one";
    private static final String USED = "a combined translation is used that had to be forgotten";
    private static final String HOST = "the host maps a guest-physical page to another frame";
    private static final String GUEST = "a guest maps a page to another guest-physical frame";
    /** What the guest does to map the probe to the other guest-physical page. */
    private static final String REMAP = "xor dword [r8], 0x1000";

    private static final String ABSENT = "and dword [rdi], -2";
    private static final int NPF = 0x400;
    /** Tables of the host: the fixture's, and the probe. */
    private static final long HOST_ROOT = 0x10C_8000;

    private static final String OTHER_TABLES = "mov dword [rsi+0xb0], 0x%x".formatted(NestedAlias.OTHER_ROOT);

    private final List<Draft> drafts = new ArrayList<>();

    private NestedTlbDrafts() {}

    public static List<Draft> all() {
        NestedTlbDrafts all = new NestedTlbDrafts();
        all.restricted();
        all.otherTables();
        all.byTheGuest();
        all.byTheHost();
        all.notPresent();
        all.ofTheHost();
        return all.drafts;
    }

    private void restricted() {
        drafts.add(Remapping.ofNested("remap", HOST + " and runs the guest again without a flush", NEITHER, false)
                .host(Remapping.REMAP)
                .mayLinger("TLB-19"));
        drafts.add(Remapping.ofNested("remap-control-1", HOST + " and runs the guest with TLB_CONTROL 1", USED, true)
                .host(Remapping.REMAP, command(1))
                .forgets("TLB-07", "TLB-11"));
        drafts.add(Remapping.ofNested("remap-control-3", HOST + " and runs the guest with TLB_CONTROL 3", USED, true)
                .host(Remapping.REMAP, command(3))
                .forgets("TLB-07", "TLB-12")
                .requires(Remapping.BY_ASID));
        drafts.add(Remapping.ofNested(
                        "remap-control-7",
                        HOST
                                + ", which the guest's table names by a global entry, and runs the guest with TLB_CONTROL 7",
                        NEITHER,
                        true)
                .host(Remapping.REMAP, command(7))
                .mayLinger("TLB-07")
                .requires(Remapping.BY_ASID));
        drafts.add(Remapping.ofNested(
                        "remap-fresh-asid", HOST + " and runs the guest with an ASID that was not used", USED, true)
                .host(Remapping.REMAP, "mov dword [rsi+0x58], 2")
                .forgets("TLB-08"));
    }

    private void otherTables() {
        drafts.add(NestedAlias.installOther(Remapping.ofNested(
                        "other-tables", "the host gives the guest other nested tables without a flush", NEITHER, false)
                .host(OTHER_TABLES)
                .mayLinger("TLB-19")));
        drafts.add(NestedAlias.installOther(Remapping.ofNested(
                        "other-tables-control-1",
                        "the host gives the guest other nested tables and TLB_CONTROL 1",
                        USED,
                        false)
                .host(OTHER_TABLES, command(1))
                .forgets("TLB-07", "TLB-11")));
    }

    private void byTheGuest() {
        drafts.add(sees(
                Remapping.ofNested("guest-remap-invlpg", GUEST + " and executes INVLPG", USED, true),
                REMAP,
                "invlpg [rbx]"));
        drafts.add(sees(
                Remapping.ofNested("guest-remap-mov-to-cr3", GUEST + " and writes CR3", USED, false),
                REMAP,
                "mov rax, cr3",
                "mov cr3, rax"));
        drafts.add(sees(
                Remapping.ofNested("guest-remap-pge", GUEST + " by a global entry and changes CR4.PGE", USED, true),
                REMAP,
                "mov rax, cr4",
                "xor al, 0x80",
                "mov cr4, rax"));
        Draft lingers = Remapping.ofNested("guest-remap", GUEST + " and does no more", NEITHER, false)
                .draft(false, REMAP);
        drafts.add(lingers.claim(
                        "TLB-19",
                        "rdx",
                        ~(long) ((Remapping.OLD ^ Remapping.NEW) << 8),
                        (Remapping.OLD & Remapping.NEW) << 8 | Remapping.OLD)
                .claimField("EXIT-08", "RIP", lingers.guestLabel("done")));
    }

    private static Draft sees(Remapping remapping, String... lines) {
        Draft draft = remapping.draft(false, lines);
        return draft.claim("TLB-09", "rdx", Remapping.NEW << 8 | Remapping.OLD)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done"));
    }

    private void byTheHost() {
        drafts.add(Remapping.ofNested(
                        "invlpga",
                        "the host edits the guest's table and executes INVLPGA for its linear page",
                        USED,
                        true)
                .host(REMAP, "mov ecx, 1", "mov rax, rbx", "invlpga")
                .forgets("TLB-41"));
    }

    /** The nested entry of the probe's frame is made not present: the guest's second read may succeed, or end in a nested page fault. */
    private void notPresent() {
        String what = "the host marks the nested entry of a frame not present and runs the guest again ";
        Draft lingers = Remapping.ofNested("not-present", what + "without a flush", NEITHER, false)
                .host(ABSENT)
                .draft(false);
        drafts.add(lingers.claim("TLB-19", "rdx", ~(long) (Remapping.OLD << 8), Remapping.OLD));
        drafts.add(faults(
                Remapping.ofNested("not-present-control-1", what + "with TLB_CONTROL 1", USED, true)
                        .host(ABSENT, command(1)),
                "TLB-07",
                "TLB-11"));
        drafts.add(faults(
                        Remapping.ofNested("not-present-control-3", what + "with TLB_CONTROL 3", USED, true)
                                .host(ABSENT, command(3)),
                        "TLB-07",
                        "TLB-12")
                .requires(Remapping.BY_ASID));
        drafts.add(faults(
                Remapping.ofNested("not-present-fresh-asid", what + "with an ASID that was not used", USED, true)
                        .host(ABSENT, "mov dword [rsi+0x58], 2"),
                "TLB-08"));
    }

    /** The second read, of two bytes before the end, ends in a nested page fault. */
    private static Draft faults(Remapping remapping, String... rules) {
        Draft draft = remapping.draft(false);
        for (String rule : rules) {
            draft.claimField(rule, "EXITCODE", NPF).claim(rule, "rdx", Remapping.OLD);
        }
        return draft.claimField("NPT-93", "EXITCODE", NPF).claimField("NPT-61", "RIP", draft.guestLabel("done") - 2);
    }

    /** INVLPGA of a guest for the host's ASID, and for its own. */
    private void ofTheHost() {
        drafts.add(invalidates("host-entry", 0)
                .about(
                        "the host maps a page of its own to another frame, and a guest under nested paging executes INVLPGA for it and ASID 0",
                        "INVLPGA in a guest does not reach the host's translations")
                .claim("TLB-43", "rdx", Remapping.NEW << 8 | Remapping.OLD)
                .claim("TLB-42", "rdx", Remapping.NEW << 8 | Remapping.OLD));
        drafts.add(invalidates("host-entry-other-asid", 1)
                .about(
                        "the host maps a page of its own to another frame, and a guest under nested paging executes INVLPGA for it and its own ASID",
                        NEITHER)
                .claim(
                        "TLB-19",
                        "rdx",
                        ~(long) ((Remapping.OLD ^ Remapping.NEW) << 8),
                        (Remapping.OLD & Remapping.NEW) << 8 | Remapping.OLD));
    }

    /** The host goes to tables with a probe, which it reads into DL, maps elsewhere, and reads into DH after the guest. */
    private static Draft invalidates(String name, int asid) {
        ProbeTables tables =
                ProbeTables.of(TableFormat.LONG, "pte").marked().with("pte", ProbeTables.ACCESSED | ProbeTables.DIRTY);
        Draft draft = new Draft("tlb/nested-invlpga-" + name, Level.INTERCEPT)
                .host(
                        "vmrun",
                        "mov rsi, rax",
                        "mov byte [rsi+0x5c], 0",
                        "mov rax, 0x%x".formatted(HOST_ROOT),
                        "mov cr3, rax",
                        "mov dl, [rbx]",
                        Remapping.REMAP,
                        "add qword [rsi+0x578], 3",
                        "mov rax, rsi",
                        "vmrun",
                        "mov dh, [rbx]",
                        "mov rax, 0x%x".formatted(Fixture.PML4),
                        "mov cr3, rax",
                        "jmp end")
                .guest(
                        Guest.long64(),
                        "vmmcall",
                        "mov ecx, %d".formatted(asid),
                        "mov rax, rbx",
                        "invlpga",
                        "done: vmmcall")
                .gpr("rbx", tables.linear())
                .gpr("rdx", 0)
                .gpr("rdi", tables.address("pte"))
                .data(ProbeTables.FRAME, new byte[] {Remapping.OLD})
                .data(ProbeTables.FRAME + 0x1000, new byte[] {Remapping.NEW});
        tables.path().forEach(entry -> {
            boolean isRoot = entry.equals("pml4e");
            long at = isRoot ? HOST_ROOT + (tables.address(entry) & 0xFFF) : tables.address(entry);
            draft.data(at, Descriptors.bytes(tables.entry(entry)));
        });
        draft.data(HOST_ROOT, Descriptors.bytes(Fixture.PDPT | 0x27)); // present, writable, user, accessed
        NestedAlias.install(draft);
        return draft.claimField("EXIT-08", "RIP", draft.guestLabel("done")).unspecified(ExitMasks.PLAIN);
    }

    private static String command(int command) {
        return "mov byte [rsi+0x5c], %d".formatted(command);
    }
}
