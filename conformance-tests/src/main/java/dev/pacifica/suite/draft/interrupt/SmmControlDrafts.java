package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;
import static dev.pacifica.suite.draft.interrupt.Interruption.SMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.feature.Msrs;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;

/** What SMM_CTL does to signals: DISMISS drops an SMI, ENTER holds NMIs and SMIs until EXIT. */
public final class SmmControlDrafts {
    private static final String PRESENT = "!NoSmmCtlMSR";
    private static final int DISMISS = 0x1;
    private static final int ENTER = 0x2;
    private static final int EXIT = 0x8;

    private final Interrupted interrupted = new Interrupted();

    private SmmControlDrafts() {}

    public static List<Draft> all() {
        SmmControlDrafts control = new SmmControlDrafts();
        control.dismissed();
        control.heldNmi();
        control.heldSmi();
        control.enteredAndDismissed();
        return control.interrupted.all();
    }

    private static List<String> write(int command) {
        return Msrs.write(Msrs.SMM_CTL, command);
    }

    /** The host of a guest that exits for an SMI drops it; otherwise STGI would let it through. */
    private void dismissed() {
        Draft draft = interrupted
                .intercepting("smi-dismissed", List.of(SMI), "nop")
                .about("behind the exit of SMI: DISMISS by SMM_CTL, then STGI", "the SMI is taken after all")
                .requires(PRESENT);
        Interrupted.pending(draft, List.of(SMI), Msrs.lines(write(DISMISS), "stgi", "nop", "nop", "jmp end"));
        Interrupted.exits(draft, SMI, draft.field("RIP")).claimEnds("VMCR-25", Ended.END);
    }

    private void heldNmi() {
        Draft draft = interrupted
                .host(
                        "nmi-between-enter-and-exit",
                        Msrs.lines(write(ENTER), "held: nop", "nop", write(EXIT), "after: jmp end"))
                .about(
                        "an NMI comes between ENTER and EXIT by SMM_CTL",
                        "it is not held, or EXIT does not let it through again")
                .requires(PRESENT);
        draft.event(NMI.at(draft.label("held")))
                .claimException("VMCR-25", Interrupted.NMI_VECTOR, 0, draft.label("after"));
    }

    /** The guest is run twice: while SMIs are held, and afterwards. */
    private void heldSmi() {
        Draft draft = interrupted
                .intercepting("smi-between-enter-and-exit", List.of(SMI), "nop")
                .about(
                        "an intercepted SMI comes between ENTER and EXIT by SMM_CTL, and a guest runs before and after EXIT",
                        "it is not held, or EXIT does not let it through again")
                .requires(PRESENT)
                .host(Msrs.lines(
                        write(ENTER),
                        "clgi",
                        "held: nop",
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "vmrun",
                        "mov rbx, [rax + 0x70]",
                        write(EXIT),
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "vmrun",
                        write(DISMISS),
                        "jmp end"));
        draft.event(SMI.at(draft.label("held")));
        Interrupted.exits(draft, SMI, draft.field("RIP") + 1).claim("VMCR-25", "rbx", Interrupted.VMMCALL);
    }

    /** An SMI that waits is dropped by the command that enters too. */
    private void enteredAndDismissed() {
        Draft draft = interrupted
                .intercepting("smi-dismissed-by-enter", List.of(SMI), "nop")
                .about("an SMI waits, and SMM_CTL gets DISMISS with ENTER, then EXIT", "the SMI still waits")
                .requires(PRESENT)
                .host(Msrs.lines(
                        "clgi",
                        "held: nop",
                        "nop",
                        write(DISMISS | ENTER),
                        write(EXIT),
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "vmrun",
                        "jmp end"));
        draft.event(SMI.at(draft.label("held")));
        Interrupted.passes(draft, "MSRREG-55");
    }
}
