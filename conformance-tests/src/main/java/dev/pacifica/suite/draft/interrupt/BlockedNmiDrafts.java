package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.List;

/** NMIs that come while the handler of another has not returned. */
public final class BlockedNmiDrafts {
    private static final long FRAME = 40;

    private final Interrupted interrupted = new Interrupted();

    private BlockedNmiDrafts() {}

    public static List<Draft> all() {
        BlockedNmiDrafts blocked = new BlockedNmiDrafts();
        blocked.taken();
        blocked.intercepted();
        blocked.returned();
        return blocked.interrupted.all();
    }

    /** The handler counts; were the second not held, its frame would lie below the first's. */
    private void taken() {
        Draft draft = interrupted
                .guest("nmi-in-the-handler-of-another", Guest.long64(), "nop")
                .about("an NMI comes while a guest handles another", "it is lost, or interrupts the handler")
                .gpr("rbx", 0);
        Interrupted.handlesWith(
                draft,
                Interrupted.long64(),
                new String[] {
                    "inc ebx", "cmp ebx, 2", "je done", "second: nop", "nop", "iretq", "done: vmmcall",
                },
                Interrupted.NMI_VECTOR);
        Interrupted.pending(draft, List.of(NMI));
        long handler = Interrupted.long64().handler();
        draft.event(NMI.at(draft.guestLabel("second", handler)).whileInGuest());
        Interrupted.passes(draft, "SEGM-65")
                .claim("SEGM-65", "rbx", 2)
                .claimField("SEGM-65", "RIP", draft.guestLabel("done", handler))
                .claimField("SEGM-65", "RSP", (draft.field("RSP") & ~15L) - FRAME)
                .unspecified("undefined-cf");
    }

    /** The handler exits; the host begins to intercept NMIs, one comes, and the handler goes on behind its VMMCALL. */
    private void intercepted() {
        Draft draft = twoRuns(
                "nmi-blocked-and-intercepted",
                "an intercepted NMI comes while the guest's handler of another has not returned",
                "a blocked NMI exits, or never does",
                "iretq");
        Interrupted.exits(draft, NMI, draft.field("RIP")).claimField("INT-07", "EXITCODE", NMI.exitCode);
        draft.claimField("INT-07", "RIP", draft.field("RIP"));
    }

    /** The same with a handler that does not return: no exit of an NMI comes. */
    private void returned() {
        Draft draft = twoRuns(
                "nmi-blocked-to-the-end",
                "an intercepted NMI comes while the guest's handler of another goes on without IRET",
                "a blocked NMI exits",
                "vmmcall");
        Interrupted.passes(draft, "INT-07");
    }

    private Draft twoRuns(String name, String title, String why, String end) {
        Draft draft = interrupted.guest(name, Guest.long64(), "nop").about(title, why);
        Interrupted.handlesWith(
                draft, Interrupted.long64(), new String[] {"vmmcall", "nop", end}, Interrupted.NMI_VECTOR);
        Interrupted.pending(
                draft,
                List.of(NMI),
                "or dword [rax + 0x0c], 2",
                "add qword [rax + 0x578], 3",
                "again: nop",
                "vmrun",
                "jmp end");
        return draft.event(NMI.at(draft.label("again")));
    }
}
