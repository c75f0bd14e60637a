package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.INIT;
import static dev.pacifica.suite.draft.interrupt.Interruption.INTR;
import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;
import static dev.pacifica.suite.draft.interrupt.Interruption.SMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.Delivery.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Several events at one boundary: which comes first, and what becomes of the other. */
public final class SimultaneousDrafts {
    private static final int VINTR = 1 << 4;
    private static final int VINTR_EXIT = 0x64;
    private static final int VIRTUAL_VECTOR = 0x30;
    private static final int INJECTED_VECTOR = 0x31;

    private final Interrupted interrupted = new Interrupted();

    private SimultaneousDrafts() {}

    public static List<Draft> all() {
        SimultaneousDrafts simultaneous = new SimultaneousDrafts();
        simultaneous.exits(List.of(INTR, NMI), NMI);
        simultaneous.exits(List.of(INTR, SMI), SMI);
        simultaneous.exits(List.of(NMI, SMI), SMI);
        simultaneous.exits(List.of(INTR, INIT), INIT);
        simultaneous.exits(List.of(NMI, INIT), INIT);
        simultaneous.handlerInterrupted();
        for (int intercepts = 0; intercepts < 4; intercepts++) {
            simultaneous.virtual((intercepts & 1) != 0, (intercepts & 2) != 0);
        }
        simultaneous.virtualAlone();
        simultaneous.injected();
        return simultaneous.interrupted.all();
    }

    private void exits(List<Interruption> events, Interruption first) {
        List<String> names = new ArrayList<>();
        events.forEach(event -> names.add(event.id()));
        Draft draft = interrupted
                .intercepting(String.join("-and-", names), events, "nop")
                .about(
                        String.join(" and ", names).toUpperCase(Locale.ROOT) + " are pending and intercepted",
                        "the wrong one exits");
        Interrupted.pending(draft, events);
        Interrupted.exits(draft, first, draft.field("RIP"))
                .claimField("EVT-50", "EXITCODE", first.exitCode)
                .claimField("VIRQ-16", "EXITCODE", first.exitCode);
    }

    /** The NMI is taken, and INTR, which the gate does not mask under V_INTR_MASKING, exits before its handler's first instruction. */
    private void handlerInterrupted() {
        Draft draft = interrupted
                .intercepting("nmi-taken-and-intr", List.of(INTR), "nop")
                .about(
                        "NMI, not intercepted, and INTR, intercepted, are pending",
                        "the wrong one is first, or one is lost")
                .set("V_INTR_MASKING", 1)
                .state("rflags", Interrupted.HOST_IF);
        Interrupted.handles(draft, Interrupted.long64(), Interrupted.NMI_VECTOR);
        Interrupted.pending(draft, List.of(INTR, NMI));
        Interrupted.exits(draft, INTR, Interrupted.long64().handler())
                .claimField("EVT-50", "RIP", Interrupted.long64().handler());
        Draft masked = interrupted
                .intercepting("nmi-taken-and-intr-masked", List.of(INTR), "nop")
                .about(
                        "NMI, not intercepted, and INTR, intercepted, are pending",
                        "the handler's interrupt gate masks nothing");
        Interrupted.handles(masked, Interrupted.long64(), Interrupted.NMI_VECTOR);
        Interrupted.pending(masked, List.of(INTR, NMI));
        Interrupted.passes(masked, "EVT-50")
                .claimField("EVT-50", "RIP", Interrupted.long64().handler());
        masked.claimField("INT-04", "EXITCODE", Interrupted.VMMCALL);
    }

    /** Requests a virtual interrupt whatever the task priority. */
    private static Draft requested(Draft draft, boolean isIntercepted) {
        return draft.set("V_IRQ", 1)
                .set("V_IGN_TPR", 1)
                .set("V_INTR_VECTOR", VIRTUAL_VECTOR)
                .setBits("INTERCEPT_3", isIntercepted ? VINTR : 0);
    }

    private void virtual(boolean interceptsPhysical, boolean interceptsVirtual) {
        String name = "intr%s-and-virtual%s"
                .formatted(interceptsPhysical ? "" : "-taken", interceptsVirtual ? "-intercepted" : "");
        Draft draft = interrupted
                .intercepting(name, interceptsPhysical ? List.of(INTR) : List.of(), "nop")
                .about(
                        "INTR %sand a virtual interrupt%s are pending"
                                .formatted(
                                        interceptsPhysical ? "(intercepted) " : "",
                                        interceptsVirtual ? " (intercepted)" : ""),
                        "the virtual interrupt comes first, or is lost");
        requested(draft, interceptsVirtual);
        Interrupted.handles(draft, Interrupted.long64(), Interrupted.INTERRUPT_VECTOR);
        Interrupted.pending(draft, List.of(INTR));
        long rip =
                interceptsPhysical ? draft.field("RIP") : Interrupted.long64().handler();
        if (interceptsPhysical) {
            Interrupted.exits(draft, INTR, rip);
        } else {
            Interrupted.passes(draft, "VIRQ-61");
        }
        draft.claimField("INT-10", "RIP", rip)
                .claimField("INT-10", "V_IRQ", 1)
                .claimField("VIRQ-15", "V_IRQ", 1)
                .claimField("VIRQ-15", "EXITCODE", interceptsPhysical ? INTR.exitCode : Interrupted.VMMCALL);
    }

    /** Only the virtual interrupt is let through: INTR is masked, or there is none. */
    private void virtualAlone() {
        Draft intercepted = interrupted
                .intercepting("intr-masked-and-virtual-intercepted", List.of(INTR), "nop")
                .about(
                        "V_INTR_MASKING, the host's IF clear: INTR and a virtual interrupt",
                        "INTR holds the virtual interrupt")
                .set("V_INTR_MASKING", 1);
        Interrupted.pending(requested(intercepted, true), List.of(INTR));
        intercepted
                .unspecified(ExitMasks.PLAIN)
                .claimField("VIRQ-08", "EXITCODE", VINTR_EXIT)
                .claimField("VIRQ-12", "EXITCODE", VINTR_EXIT);
        Draft taken = interrupted
                .intercepting("virtual-with-intr-intercepted", List.of(INTR), "sti", "nop", "nop")
                .about("a virtual interrupt, with INTR intercepted and VINTR not", "the intercept of INTR concerns it")
                .clearBits("RFLAGS", Interrupted.IF);
        Interrupted.handles(requested(taken, false), Interrupted.long64(), VIRTUAL_VECTOR);
        Interrupted.passes(taken, "VIRQ-61")
                .claimField("VIRQ-61", "RIP", Interrupted.long64().handler())
                .claimField("VIRQ-61", "V_IRQ", 0);
    }

    /** An injected event is delivered first; at its handler's first instruction the pending one exits. */
    private void injected() {
        injected("interrupt", new Event(0, INJECTED_VECTOR, Optional.empty()), NMI, "VMRUN-53");
        injected("interrupt", new Event(0, INJECTED_VECTOR, Optional.empty()), INTR, "VMRUN-53");
        injected("exception", Event.exception(6), NMI, "VMRUN-53");
        injected("software-interrupt", new Event(4, INJECTED_VECTOR, Optional.empty()), NMI, "VMRUN-53");
        injected("nmi", new Event(2, Interrupted.NMI_VECTOR, Optional.empty()), NMI, "INJ-21");
    }

    private void injected(String name, Event event, Interruption pending, String rule) {
        Draft draft = interrupted
                .guest("injected-" + name + "-and-" + pending.id(), Guest.long64(), "nop")
                .about(
                        "VMRUN injects an event (%s) while %s is pending and intercepted"
                                .formatted(name.replace('-', ' '), pending),
                        "the event is not delivered first, or what is pending waits for longer")
                .setBits("INTERCEPT_3", pending.intercept())
                .setBits("RFLAGS", 0x1_0000) // what RF is pushed as is open
                .set("NRIP", Draft.GUEST + 1)
                .set("EVENTINJ", event.information())
                .unspecified("event-injection-consumed");
        if (pending == INTR) {
            draft.set("V_INTR_MASKING", 1).state("rflags", Interrupted.HOST_IF);
        }
        Interrupted.handles(draft, Interrupted.long64(), event.vector());
        Interrupted.pending(draft, List.of(pending));
        Interrupted.exits(draft, pending, Interrupted.long64().handler())
                .claimField(rule, "RIP", Interrupted.long64().handler())
                .claimField(rule, "EXITCODE", pending.exitCode);
    }
}
