package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Page tables that change without the flush that is due: the old translation may still be there, and may be gone (TLB-19). Both outcomes are
 * permitted and no other, such as an access that sees neither frame.
 */
public final class LingeringDrafts {
    private static final String NEITHER = "what is seen is neither the old translation nor the new one";

    private final List<Draft> drafts = new ArrayList<>();

    private LingeringDrafts() {}

    public static List<Draft> all() {
        LingeringDrafts all = new LingeringDrafts();
        all.may(Remapping.of(
                        "host-without-flush",
                        "the host maps a page of the guest to another frame and runs it again without a flush",
                        NEITHER)
                .host(Remapping.REMAP));
        all.may(Remapping.of(
                        "host-flushes-itself",
                        "the host maps a page of the guest to another frame and flushes, but with its own ASID",
                        NEITHER)
                .host(Remapping.REMAP, "invlpg [rbx]", "mov rax, cr3", "mov cr3, rax"));
        all.may(Remapping.of(
                        "other-guest-flushes",
                        "another guest on the same tables maps a page to another frame and invalidates it, but with its own ASID",
                        NEITHER)
                .otherGuest(Map.of(), Remapping.REMAP, "invlpg [rbx]", "mov rax, cr3", "mov cr3, rax"));
        all.may(Remapping.of(
                        "invlpga-of-another-page",
                        "the host maps a page of the guest to another frame and invalidates the page behind it",
                        NEITHER)
                .host(Remapping.REMAP, "mov ecx, 1", "lea rax, [rbx+0x1000]", "invlpga"));
        all.may(Remapping.of(
                        "invlpga-of-another-asid",
                        "the host maps a page of the guest to another frame and invalidates it for another ASID",
                        NEITHER)
                .host(Remapping.REMAP, "mov ecx, 2", "mov rax, rbx", "invlpga"));
        all.commandOfAnotherAsid();
        all.globalAndCommand7();
        all.globalAndMovToCr3();
        all.dirty();
        return all.drafts;
    }

    private void may(Remapping remapping) {
        drafts.add(remapping.mayLinger("TLB-19"));
    }

    /** TLB_CONTROL 3 and 7 speak of one ASID. */
    private void commandOfAnotherAsid() {
        for (long command : new long[] {3, 7}) {
            Draft draft = Remapping.of(
                            "other-guest-with-control-" + command,
                            "the host maps a page of the guest to another frame, and runs another guest with TLB_CONTROL %d"
                                    .formatted(command),
                            NEITHER)
                    .host(Remapping.REMAP)
                    .otherGuest(Map.of("TLB_CONTROL", command))
                    .mayLinger("TLB-19")
                    .requires(Remapping.BY_ASID);
            drafts.add(draft);
        }
    }

    private void globalAndCommand7() {
        Draft draft = Remapping.ofGlobal(
                        "global-with-control-7",
                        "the host maps a global page of the guest to another frame and runs it with TLB_CONTROL 7",
                        NEITHER)
                .host(Remapping.REMAP, "mov byte [rsi+0x5c], 7")
                .mayLinger("TLB-19")
                .requires(Remapping.BY_ASID);
        drafts.add(draft);
    }

    private void globalAndMovToCr3() {
        Remapping remapping = Remapping.ofGlobal(
                "global-with-mov-to-cr3", "a guest maps a global page to another frame and writes CR3", NEITHER);
        Draft draft = remapping.draft(false, Remapping.REMAP, "mov rax, cr3", "mov cr3, rax");
        draft.claim("TLB-19", "rdx", ~(long) (2 << 8), Remapping.OLD << 8 | Remapping.OLD);
        drafts.add(draft.claimField("EXIT-08", "RIP", draft.guestLabel("done")));
    }

    /** A processor that remembers that a page is dirty need not mark it again when software has cleared the mark. */
    private void dirty() {
        Remapping remapping = Remapping.of(
                "dirty-cleared-without-flush",
                "a guest writes a page, clears its D bit without invalidation, and writes the page again",
                "the page is not written, or more than the D bit of its entry changes");
        Draft draft = remapping.draft(false, "mov [rbx], dl", "and dword [rdi], -65", "mov byte [rbx+1], 0x77");
        long entry = remapping.tables().entry("pte");
        draft.claim("TLB-19", Subject.memory(ProbeTables.FRAME), 0xFFFF, 0x77 << 8 | Remapping.OLD)
                .claim("TLB-19", Subject.memory(remapping.tables().address("pte")), ~64L, entry & ~64L);
        drafts.add(draft.claimField("EXIT-08", "RIP", draft.guestLabel("done")));
    }
}
