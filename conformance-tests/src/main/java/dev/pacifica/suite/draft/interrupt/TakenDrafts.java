package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.INTR;
import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.event.DeliverySetting;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import java.util.List;
import java.util.Optional;

/** Interrupts and NMIs that are not intercepted: the guest's own handlers take them. */
public final class TakenDrafts {
    private static final int GP = 13;
    private static final List<String> SETTINGS = List.of(
            "real",
            "v86",
            "protected16",
            "protected32",
            "protected32-trap-gate",
            "protected32-user",
            "compatibility",
            "long64",
            "long64-trap-gate",
            "long64-ist",
            "long64-user");

    private final Interrupted interrupted = new Interrupted();

    private TakenDrafts() {}

    public static List<Draft> all() {
        TakenDrafts taken = new TakenDrafts();
        for (String name : SETTINGS) {
            DeliverySetting setting = DeliverySetting.named(name);
            taken.taken(INTR, setting, Interrupted.INTERRUPT_VECTOR, "");
            taken.taken(NMI, setting, Interrupted.NMI_VECTOR, "");
        }
        for (int vector : new int[] {0, 3, 8, 14, 255}) {
            taken.taken(INTR, Interrupted.long64(), vector, "-with-vector-" + vector);
        }
        taken.withoutGate();
        return taken.interrupted.all();
    }

    /** All exceptions are intercepted, which does not concern interrupts. */
    private void taken(Interruption event, DeliverySetting setting, int vector, String suffix) {
        Draft draft = interrupted
                .guest(event.id() + "-taken-" + setting.name() + suffix, setting.guest(), "nop")
                .about(
                        "%s with vector %d, not intercepted, in a guest that handles it: %s"
                                .formatted(event, vector, setting.name().replace('-', ' ')),
                        "it exits, or reaches the handler wrongly");
        Interrupted.handles(draft, setting, vector);
        Interrupted.pending(draft, setting, event, vector);
        Event delivered = new Event(event == INTR ? 0 : 2, vector, Optional.empty());
        Arrival arrival = new Arrival(
                delivered,
                event == INTR ? "EVT-25" : "EVT-03",
                draft.field("RIP"),
                draft.field("RFLAGS"),
                false,
                setting.newStack());
        draft.claimHandler(setting.gate(), arrival);
        Interrupted.passes(draft, event == INTR ? "VIRQ-03" : "GIF-38");
        if (event == INTR && vector < 32) {
            draft.claimField("VIRQ-06", "EXITCODE", Interrupted.VMMCALL);
        }
    }

    /** The IDT ends before the gate: the exit of #GP names the event, which has been acknowledged. */
    private void withoutGate() {
        for (Interruption event : new Interruption[] {INTR, NMI}) {
            boolean isInterrupt = event == INTR;
            int vector = isInterrupt ? Interrupted.INTERRUPT_VECTOR : Interrupted.NMI_VECTOR;
            Event delivered = new Event(isInterrupt ? 0 : 2, vector, Optional.empty());
            Draft draft = interrupted
                    .guest(event.id() + "-without-a-gate", Guest.long64(), "nop")
                    .about(
                            event + " is not intercepted, and the guest's IDT ends before its gate",
                            "the exit does not say what was being delivered, or it is delivered again")
                    .set("IDTR.limit", 0)
                    .unspecified(ExitMasks.DURING_DELIVERY);
            Interrupted.pending(draft, List.of(event));
            draft.claimAttempted(delivered, draft.field("RIP"))
                    .claimField("XII-01", "EXITINTINFO", 0xFFFF_FFFFL, delivered.information() & 0xFFFF_FFFFL)
                    .claimField("XII-01", "EXITCODE", 0x40 + GP);
        }
    }
}
