package dev.pacifica.suite.draft.paging;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that makes a processor forget translations, beyond what TlbDrafts and TlbControlDrafts have: what must be gone afterwards. */
public final class FlushDrafts {
    private static final String USED = "a translation is used that should have been forgotten";
    private static final long PCIDE = 1 << 17;
    private static final long OTHER_ROOT = ProbeTables.ROOT + 0xF000;

    private final List<Draft> drafts = new ArrayList<>();

    private FlushDrafts() {}

    public static List<Draft> all() {
        FlushDrafts all = new FlushDrafts();
        all.commands();
        all.changedRoot();
        all.memoryTypes();
        all.invpcid();
        all.clearsPcide();
        all.guestsOwn();
        return all.drafts;
    }

    private void commands() {
        Draft everything = Remapping.ofGlobal(
                        "other-guest-with-control-1",
                        "the host maps a global page of the guest to another frame, and runs another guest with TLB_CONTROL 1",
                        USED)
                .host(Remapping.REMAP)
                .otherGuest(Map.of("TLB_CONTROL", 1L))
                .forgets("TLB-11", "TLB-30");
        drafts.add(everything);
        for (int command : new int[] {1, 3}) {
            Draft repeated = Remapping.ofGlobal(
                            "control-%d-repeated".formatted(command),
                            "the host maps a global page of the guest to another frame; TLB_CONTROL is still %d from the first run"
                                    .formatted(command),
                            "a command in TLB_CONTROL is executed only once, or is cleared")
                    .host(Remapping.REMAP)
                    .forgets(true, "TLB-15", "TLB-30");
            repeated.set("TLB_CONTROL", command).claimField("TLB-15", "TLB_CONTROL", command);
            drafts.add(command == 3 ? repeated.requires(Remapping.BY_ASID) : repeated);
        }
    }

    /** The host gives the guest other tables and has its translations flushed, as it must. */
    private void changedRoot() {
        for (int command : new int[] {1, 3}) {
            Remapping remapping = Remapping.of(
                            "other-cr3-with-control-" + command,
                            "the host gives the guest tables that do not map the page, with TLB_CONTROL " + command,
                            USED)
                    .host(
                            "mov byte [rsi+0x5c], %d".formatted(command),
                            "mov dword [rsi+0x550], 0x%x".formatted(OTHER_ROOT));
            Draft draft = remapping.draft(false);
            remapping.tables().installRoot(draft, OTHER_ROOT);
            draft.claimField("TLB-06", "EXITCODE", 0x4E).claim("TLB-06", "rdx", Remapping.OLD);
            drafts.add(command == 3 ? draft.requires(Remapping.BY_ASID) : draft);
        }
    }

    private void memoryTypes() {
        Draft draft = Remapping.ofGlobal(
                        "host-writes-an-mtrr",
                        "the host maps a global page of the guest to another frame, and writes an MTRR without changing it",
                        USED)
                .host(Remapping.REMAP, "mov r12, rdx", "mov ecx, 0x2ff", "rdmsr", "wrmsr", "mov rdx, r12")
                .forgets("TLB-28")
                .requires("MTRR");
        drafts.add(draft.gpr("r12", 0));
    }

    private void invpcid() {
        String[] kinds = {"one-address", "one-context", "everything", "all-but-global"};
        for (int type = 0; type < kinds.length; type++) {
            boolean isGlobal = type == 2;
            String name = "invpcid-" + kinds[type];
            String what = "a guest maps a page to another frame and executes INVPCID of type " + type;
            Remapping remapping = isGlobal ? Remapping.ofGlobal(name, what, USED) : Remapping.of(name, what, USED);
            Draft draft = remapping.draft(
                    false,
                    Remapping.REMAP,
                    "xor eax, eax",
                    "push rbx",
                    "push rax",
                    "mov eax, %d".formatted(type),
                    "invpcid rax, [rsp]",
                    "add rsp, 16");
            draft.requires("INVPCID").claim("TLB-25", "rdx", Remapping.NEW << 8 | Remapping.OLD);
            drafts.add(draft.claimField("EXIT-08", "RIP", draft.guestLabel("done")));
        }
    }

    private void clearsPcide() {
        Remapping remapping = Remapping.ofGlobal(
                "pcide-cleared",
                "a guest with CR4.PCIDE set maps a global page to another frame and clears PCIDE",
                USED);
        Draft draft =
                remapping.draft(false, Remapping.REMAP, "mov rax, cr4", "btr eax, 17", "mov cr4, rax", "add al, 0");
        draft.requires("PCID")
                .setBits("CR4", PCIDE)
                .claim("TLB-25", "rdx", Remapping.NEW << 8 | Remapping.OLD)
                .claimField("EXIT-08", "RIP", draft.guestLabel("done"));
        drafts.add(draft);
    }

    /** With and without SVM in use the same instructions flush, and what is not intercepted needs no help of the host. */
    private void guestsOwn() {
        Remapping remapping = Remapping.of(
                "guest-flushes-before-its-host-sees",
                "a guest maps a page to another frame and writes CR3, after an exit in between",
                USED);
        Draft draft = remapping.draft(false, Remapping.REMAP, "mov rax, cr3", "mov cr3, rax");
        for (String rule : new String[] {"TLB-20", "TLB-33"}) {
            draft.claim(rule, "rdx", Remapping.NEW << 8 | Remapping.OLD);
        }
        drafts.add(draft.claimField("EXIT-08", "RIP", draft.guestLabel("done")));
    }
}
