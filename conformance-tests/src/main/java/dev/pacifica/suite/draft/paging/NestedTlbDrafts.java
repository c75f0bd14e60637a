package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
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

    private static final String OTHER_TABLES = "mov dword [rsi+0xb0], 0x%x".formatted(NestedAlias.OTHER_ROOT);

    private final List<Draft> drafts = new ArrayList<>();

    private NestedTlbDrafts() {}

    public static List<Draft> all() {
        NestedTlbDrafts all = new NestedTlbDrafts();
        all.restricted();
        all.otherTables();
        all.byTheGuest();
        all.byTheHost();
        return all.drafts;
    }

    private void restricted() {
        drafts.add(Remapping.ofNested("remap", HOST + " and runs the guest again without a flush", NEITHER, false)
                .host(Remapping.REMAP)
                .mayLinger("TLB-19", "TLB-29"));
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

    private static String command(int command) {
        return "mov byte [rsi+0x5c], %d".formatted(command);
    }
}
