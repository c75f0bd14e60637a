package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.INTR;
import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;
import java.util.Optional;

/** A guest that has halted, HLT not being intercepted, and what ends it. */
public final class HaltDrafts {
    private final Interrupted interrupted = new Interrupted();

    private HaltDrafts() {}

    public static List<Draft> all() {
        HaltDrafts halt = new HaltDrafts();
        Interrupted.modes().forEach((mode, guest) -> {
            if (!mode.equals("v86") && !mode.endsWith("user")) { // HLT needs CPL 0
                halt.exits(INTR, mode, guest);
            }
        });
        for (Interruption event : Interruption.values()) {
            if (event != INTR) {
                halt.exits(event, "long64", Guest.long64());
            }
        }
        halt.masked();
        halt.taken(INTR, Interrupted.INTERRUPT_VECTOR);
        halt.taken(NMI, Interrupted.NMI_VECTOR);
        halt.behindSti();
        return halt.interrupted.all();
    }

    private Draft halted(String name, Guest guest, Interruption event, String what) {
        Draft draft = interrupted
                .guest(name, guest, "hlt", "next: nop")
                .about(
                        event + " meets a guest that has halted: " + what,
                        "it does not end HLT, or rIP is not behind it");
        return draft.event(event.at(draft.guestLabel("next")).whileInGuest());
    }

    private void exits(Interruption event, String mode, Guest guest) {
        Draft draft =
                halted(event.id() + "-in-hlt-" + mode, guest, event, mode).setBits("INTERCEPT_3", event.intercept());
        Interrupted.exits(draft, event, draft.field("RIP") + 1);
    }

    /** INTR has been pending since before VMRUN, and the flag that counts never lets it end HLT. */
    private Draft waiting(String name, String what) {
        Draft draft = interrupted
                .intercepting(name, List.of(INTR), "hlt", "nop")
                .about("INTR is pending for a guest that halts: " + what, "an interrupt that is masked ends HLT");
        return Interrupted.pending(draft, List.of(INTR));
    }

    private void masked() {
        waiting("intr-in-hlt-masked", "IF of the guest clear")
                .clearBits("RFLAGS", Interrupted.IF)
                .claimEnds("INT-03", Ended.HALTED)
                .claimEnds("VIRQ-07", Ended.HALTED);
        waiting("intr-in-hlt-masked-by-the-host", "V_INTR_MASKING, IF of the host clear")
                .set("V_INTR_MASKING", 1)
                .claimEnds("INT-03", Ended.HALTED)
                .claimEnds("VIRQ-12", Ended.HALTED);
        Draft free = halted("intr-in-hlt-with-masking", Guest.long64(), INTR, "V_INTR_MASKING, IF of the guest clear")
                .setBits("INTERCEPT_3", INTR.intercept())
                .clearBits("RFLAGS", Interrupted.IF)
                .set("V_INTR_MASKING", 1)
                .state("rflags", Interrupted.HOST_IF);
        Interrupted.exits(free, INTR, free.field("RIP") + 1).claimField("VIRQ-10", "EXITCODE", INTR.exitCode);
        Draft nmi = halted("nmi-in-hlt-masked", Guest.long64(), NMI, "IF of the guest clear")
                .setBits("INTERCEPT_3", NMI.intercept())
                .clearBits("RFLAGS", Interrupted.IF);
        Interrupted.exits(nmi, NMI, nmi.field("RIP") + 1);
    }

    private void taken(Interruption event, int vector) {
        Draft draft = halted(event.id() + "-taken-in-hlt", Guest.long64(), event, "not intercepted");
        handled(draft, event, vector, draft.field("RIP") + 1);
    }

    private static Draft handled(Draft draft, Interruption event, int vector, long rip) {
        Interrupted.handles(draft, Interrupted.long64(), vector);
        Event delivered = new Event(event == INTR ? 0 : 2, vector, Optional.empty());
        String rule = event == INTR ? "EVT-25" : "EVT-03";
        long flags = draft.field("RFLAGS") | Interrupted.IF;
        draft.claimHandler(
                Interrupted.long64().gate(),
                new Arrival(
                        delivered, rule, rip, flags, false, Interrupted.long64().newStack()));
        return Interrupted.passes(draft, event == INTR ? "VIRQ-03" : "GIF-38");
    }

    /** HLT in the shadow of STI begins; the interrupt, which has been waiting, ends it. */
    private void behindSti() {
        Draft draft = interrupted
                .guest("intr-taken-in-hlt-behind-sti", Guest.long64(), "sti", "hlt", "nop")
                .about("INTR is pending when STI and HLT follow each other", "it comes between them, or never")
                .clearBits("RFLAGS", Interrupted.IF);
        Interrupted.pending(draft, List.of(INTR));
        handled(draft, INTR, Interrupted.INTERRUPT_VECTOR, draft.field("RIP") + 2)
                .claimField("EVT-55", "RIP", Interrupted.long64().handler());
    }
}
