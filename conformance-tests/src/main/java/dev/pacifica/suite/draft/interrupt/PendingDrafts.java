package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.INTR;
import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;

/** What the host finds pending behind an exit, and when it takes it. */
public final class PendingDrafts {
    private final Interrupted interrupted = new Interrupted();

    private PendingDrafts() {}

    public static List<Draft> all() {
        PendingDrafts pending = new PendingDrafts();
        pending.interrupts();
        pending.nmis();
        pending.masked();
        pending.consumed();
        pending.withoutGuest();
        return pending.interrupted.all();
    }

    /** VMRUN exits at once; the host goes on with {@code after}. */
    private Draft exited(String name, Interruption event, String what, String... after) {
        Draft draft = interrupted
                .intercepting(name, List.of(event), "nop")
                .about(
                        "behind the exit of " + event + ": " + what,
                        "the exit swallows it, or the host takes it too early");
        Interrupted.pending(draft, List.of(event), after);
        return Interrupted.exits(draft, event, draft.field("RIP"));
    }

    private static Draft takenAt(Draft draft, String rule, Interruption event, String label) {
        int vector = event == INTR ? Interrupted.INTERRUPT_VECTOR : Interrupted.NMI_VECTOR;
        return draft.claimException(rule, vector, 0, draft.label(label));
    }

    private void interrupts() {
        Draft taken = exited("intr-pending-until-stgi", INTR, "STGI with IF set", "nop", "stgi", "after: jmp end")
                .state("rflags", Interrupted.HOST_IF);
        takenAt(taken, "INT-01", INTR, "after");
        takenAt(taken, "VIRQ-05", INTR, "after");
        takenAt(taken, "GIF-06", INTR, "after");
        takenAt(taken, "GIF-10", INTR, "after");
        Draft sti =
                exited("intr-pending-until-sti", INTR, "STGI, then STI", "stgi", "nop", "sti", "nop", "after: jmp end");
        takenAt(sti, "VIRQ-05", INTR, "after");
        takenAt(sti, "GIF-11", INTR, "after");
        takenAt(sti, "EVT-55", INTR, "after");
        exited("intr-pending-without-stgi", INTR, "IF set, and no STGI", "nop", "nop", "jmp end")
                .state("rflags", Interrupted.HOST_IF)
                .claimEnds("GIF-06", Ended.END)
                .claimEnds("VIRQ-05", Ended.END);
        exited("intr-pending-without-if", INTR, "STGI with IF clear", "stgi", "nop", "nop", "jmp end")
                .claimEnds("VIRQ-05", Ended.END)
                .claimEnds("GIF-11", Ended.END);
        exited("intr-pending-behind-masking", INTR, "V_INTR_MASKING, CLI and STGI", "cli", "stgi", "nop", "jmp end")
                .state("rflags", Interrupted.HOST_IF)
                .set("V_INTR_MASKING", 1)
                .claimEnds("VIRQ-13", Ended.END);
    }

    private void nmis() {
        Draft taken = exited("nmi-pending-until-stgi", NMI, "STGI", "nop", "stgi", "after: jmp end");
        takenAt(taken, "INT-06", NMI, "after");
        takenAt(taken, "GIF-39", NMI, "after");
        takenAt(taken, "GIF-10", NMI, "after");
        exited("nmi-pending-without-stgi", NMI, "no STGI", "nop", "nop", "jmp end")
                .claimEnds("GIF-06", Ended.END)
                .claimEnds("GIF-36", Ended.END);
    }

    /** The guest's run does not let it through. */
    private void masked() {
        Draft draft = interrupted
                .intercepting("intr-masked-for-the-whole-run", List.of(INTR), "sti", "nop", "nop")
                .about(
                        "INTR with V_INTR_MASKING and the host's IF clear, and STI in the host afterwards",
                        "an interrupt that a guest may not see is lost")
                .set("V_INTR_MASKING", 1);
        Interrupted.pending(draft, List.of(INTR), "stgi", "sti", "nop", "after: jmp end");
        Interrupted.passes(draft, "VIRQ-12");
        takenAt(draft, "VIRQ-12", INTR, "after");
        takenAt(draft, "VIRQ-13", INTR, "after");
    }

    /** The guest takes it, and the host finds nothing. */
    private void consumed() {
        for (Interruption event : new Interruption[] {INTR, NMI}) {
            boolean isInterrupt = event == INTR;
            Draft draft = interrupted
                    .guest(event.id() + "-taken-once", Guest.long64(), "nop")
                    .about(event + " that a guest has taken, and STGI with IF set", "it comes a second time")
                    .state("rflags", Interrupted.HOST_IF);
            Interrupted.handles(
                    draft, Interrupted.long64(), isInterrupt ? Interrupted.INTERRUPT_VECTOR : Interrupted.NMI_VECTOR);
            Interrupted.pending(draft, List.of(event), "stgi", "nop", "nop", "jmp end");
            Interrupted.passes(draft, isInterrupt ? "VIRQ-03" : "GIF-38")
                    .claimEnds(isInterrupt ? "VIRQ-03" : "GIF-38", Ended.END);
        }
    }

    /** GIF in the host, without any guest. */
    private void withoutGuest() {
        for (Interruption event : new Interruption[] {INTR, NMI}) {
            String rule = event == INTR ? "GIF-27" : "GIF-24";
            Draft held = interrupted
                    .host(event.id() + "-in-the-host-held", "clgi", "held: nop", "nop", "jmp end")
                    .about(event + " while GIF is 0 in the host", "it is taken although GIF is 0")
                    .state("rflags", Interrupted.HOST_IF);
            held.event(event.at(held.label("held"))).claimEnds(rule, Ended.END).claimEnds("GIF-04", Ended.END);
            Draft taken = interrupted
                    .host(event.id() + "-in-the-host-until-stgi", "clgi", "held: nop", "nop", "stgi", "after: jmp end")
                    .about(event + " between CLGI and STGI in the host", "it is lost, or taken at another boundary")
                    .state("rflags", Interrupted.HOST_IF);
            taken.event(event.at(taken.label("held")));
            takenAt(taken, rule, event, "after");
            takenAt(taken, "GIF-03", event, "after");
            takenAt(taken, "GIF-10", event, "after");
        }
    }
}
