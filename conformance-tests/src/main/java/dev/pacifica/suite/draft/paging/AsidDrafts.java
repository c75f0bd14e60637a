package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the host or one guest has translated is nothing to another guest: every translation belongs to an ASID. */
public final class AsidDrafts {
    private static final int HOSTS = 0x33;
    private static final int GUESTS = 0x55;
    private static final long OTHER_ROOT = ProbeTables.ROOT + 0xF000;

    private final List<Draft> drafts = new ArrayList<>();

    private AsidDrafts() {}

    public static List<Draft> all() {
        AsidDrafts all = new AsidDrafts();
        all.hostAndGuest();
        all.twoGuests(false);
        all.twoGuests(true);
        all.freshAsid();
        return all.drafts;
    }

    /** Host, guest and host again read the same linear address, which the guest's tables map elsewhere. */
    private void hostAndGuest() {
        Draft draft = new Draft("tlb/host-and-guest", Level.INTERCEPT)
                .about(
                        "host, guest and host again read the same linear address, which they map to different frames",
                        "a translation of the host is used for a guest, or the other way round")
                .host("mov cl, [rbx]", "vmrun", "mov ch, [rbx]", "jmp end")
                .guest(Guest.long64(), "mov dl, [rbx]", "vmmcall")
                .gpr("rbx", GuestTables.PROBE)
                .gpr("rcx", 0)
                .gpr("rdx", 0)
                .set("TLB_CONTROL", 0)
                .data(GuestTables.PROBE, new byte[] {HOSTS})
                .data(GuestTables.FRAME, new byte[] {GUESTS});
        GuestTables.install(draft, GuestTables.PRESENT | GuestTables.WRITABLE);
        for (String rule : new String[] {"TLB-01", "TLB-02"}) {
            draft.claim(rule, "rcx", HOSTS << 8 | HOSTS).claim(rule, "rdx", GUESTS);
        }
        drafts.add(draft.unspecified(ExitMasks.PLAIN));
    }

    /** The other guest has tables that do not map the probe. */
    private void twoGuests(boolean isGlobal) {
        String name = "other-guest" + (isGlobal ? "-global" : "");
        String what =
                "a guest reads a%s page; another one, whose tables do not map it, tries to; the first one reads it again"
                        .formatted(isGlobal ? " global" : "");
        String failure = "a translation of one ASID is used under another";
        Remapping both = isGlobal ? Remapping.ofGlobal(name, what, failure) : Remapping.of(name, what, failure);
        both.otherGuest(Map.of("CR3", OTHER_ROOT), "mov cl, [rbx]");
        Draft draft = both.draft(false);
        both.tables().installRoot(draft, OTHER_ROOT);
        String rule = isGlobal ? "TLB-04" : "TLB-05";
        draft.gpr("rcx", 0)
                .claim(rule, Remapping.other("EXITCODE"), Attempt.PF)
                .claim(rule, "rcx", 0)
                .claim(rule, "rdx", Remapping.OLD << 8 | Remapping.OLD);
        drafts.add(draft);
    }

    /** Nothing is flushed, but what the old ASID had does not count for the new one. */
    private void freshAsid() {
        Draft draft = Remapping.ofGlobal(
                        "fresh-asid",
                        "the host maps a global page of the guest to another frame and gives the guest another ASID",
                        "an ASID that was not used before has translations")
                .host(Remapping.REMAP, "mov dword [rsi+0x58], 2")
                .forgets("TLB-05", "TLB-08");
        drafts.add(draft);
    }
}
