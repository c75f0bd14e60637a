package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.INIT;
import static dev.pacifica.suite.draft.interrupt.Interruption.INTR;
import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;
import static dev.pacifica.suite.draft.interrupt.Interruption.SMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.List;

/** VMRUN into a guest for which something is pending, and a guest that is running when it comes. */
public final class EntryDrafts {
    private static final long SMI_DEFINED = 1L << 33 | 0xFFFF_E3FFL;
    private static final int EXTERNAL_SMI = 1;

    private final Interrupted interrupted = new Interrupted();

    private EntryDrafts() {}

    public static List<Draft> all() {
        EntryDrafts entry = new EntryDrafts();
        Interrupted.modes().forEach((mode, guest) -> {
            for (Interruption event : Interruption.values()) {
                entry.atEntry(event, mode, guest);
                entry.running(event, mode, guest);
            }
        });
        for (Interruption event : Interruption.values()) {
            entry.nextRip(event);
        }
        entry.otherIntercepts();
        return entry.interrupted.all();
    }

    /** The guest's first instruction does not run. */
    private void atEntry(Interruption event, String mode, Guest guest) {
        Draft draft = interrupted
                .guest(event.id() + "-at-entry-" + mode, guest, "mov bl, 7")
                .about(
                        event + " is pending and intercepted at VMRUN: " + mode,
                        "the guest runs first, or no exit comes")
                .setBits("INTERCEPT_3", event.intercept())
                .gpr("rbx", 3);
        Interrupted.pending(draft, List.of(event));
        Interrupted.exits(draft, event, draft.field("RIP"))
                .claim("GIF-05", "rbx", 3)
                .claimField(event.fieldRule(), "EXITCODE", event.exitCode)
                .claimField(event.codeRule, "EXITCODE", event.exitCode);
        if (event == INTR) {
            draft.claim("VMRUN-52", "rbx", 3)
                    .claimField("VMRUN-52", "EXITCODE", event.exitCode)
                    .claimField("VIRQ-01", "EXITCODE", event.exitCode)
                    .claimField("VIRQ-02", "EXITINTINFO", 1L << 31, 0)
                    .claim("VIRQ-04", "rbx", 3);
        } else if (event == NMI) {
            draft.claimField("GIF-37", "EXITCODE", event.exitCode);
        } else if (event == INIT) {
            draft.claimField("GIF-42", "EXITCODE", event.exitCode);
        } else {
            draft.claimField("INT-12", "EXITINFO1", SMI_DEFINED, EXTERNAL_SMI)
                    .claimField("CODE-30", "EXITINFO1", SMI_DEFINED, EXTERNAL_SMI);
        }
    }

    /** It comes while the guest waits at a jump to itself. */
    private void running(Interruption event, String mode, Guest guest) {
        Draft draft = interrupted
                .guest(event.id() + "-while-running-" + mode, guest, "nop", "stay: jmp stay")
                .about(
                        event + " comes while a guest runs that intercepts it: " + mode,
                        "it is missed or taken, or rIP is wrong")
                .setBits("INTERCEPT_3", event.intercept());
        draft.event(event.at(draft.guestLabel("stay")).whileInGuest());
        Interrupted.exits(draft, event, draft.field("RIP") + 1).claimField(event.codeRule, "EXITCODE", event.exitCode);
    }

    private void nextRip(Interruption event) {
        Draft draft = interrupted
                .intercepting(event.id() + "-next-rip", List.of(event), "nop")
                .about("nRIP of the exit of " + event, "nRIP is written as for an instruction")
                .requires("NRIPS")
                .set("NRIP", 0x1234);
        Interrupted.pending(draft, List.of(event));
        Interrupted.exits(draft, event, draft.field("RIP")).claimField("INT-02", "NRIP", 0);
    }

    /** All the bits of the doubleword but the event's own and shutdown's: INTR is taken, and finds no gate. */
    private void otherIntercepts() {
        for (Interruption event : new Interruption[] {INTR, NMI}) {
            Draft draft = interrupted
                    .guest(event.id() + "-with-the-others-intercepted", Guest.long64(), "nop")
                    .about(
                            event + " meets a guest that intercepts the other signals",
                            "the intercept of another signal counts for it");
            for (Interruption other : new Interruption[] {INTR, NMI, SMI, INIT}) {
                draft.setBits("INTERCEPT_3", other == event ? 0 : other.intercept());
            }
            int vector = event == INTR ? Interrupted.INTERRUPT_VECTOR : Interrupted.NMI_VECTOR;
            Interrupted.handles(draft, Interrupted.long64(), vector);
            Interrupted.passes(Interrupted.pending(draft, List.of(event)), event.fieldRule())
                    .claimField(event.fieldRule(), "RIP", Interrupted.long64().handler());
        }
    }
}
