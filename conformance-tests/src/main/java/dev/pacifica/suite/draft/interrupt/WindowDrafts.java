package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.INTR;
import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import java.util.List;
import java.util.Optional;

/** What holds an event off inside a guest, and the boundary at which it comes when that ends: IF, shadows, GIF. */
public final class WindowDrafts {
    /** One bit of rIP that a shadow over a NOP decides. */
    private static final long EITHER_BOUNDARY = ~1L;

    private final Interrupted interrupted = new Interrupted();

    private WindowDrafts() {}

    public static List<Draft> all() {
        WindowDrafts windows = new WindowDrafts();
        windows.popf();
        windows.shadows();
        windows.shadowsOfTaken();
        windows.globalFlag();
        for (Interruption event : Interruption.values()) {
            windows.heldByGuest(event);
        }
        return windows.interrupted.all();
    }

    /** POPF sets IF and makes no shadow. */
    private void popf() {
        Draft exit = window("intr-behind-popf", "POPF", "push 0x202", "popfq", "window: nop");
        long window = exit.guestLabel("window");
        Interrupted.exits(exit, INTR, window).claimField("INT-04", "RIP", window);
        Draft taken = masked("intr-taken-behind-popf", "POPF", "push 0x202", "popfq", "window: nop");
        arrives(taken, Interrupted.INTERRUPT_VECTOR, taken.guestLabel("window"));
    }

    /** A guest with IF clear that intercepts INTR, which is pending. */
    private Draft window(String name, String what, String... lines) {
        Draft draft = interrupted
                .intercepting(name, List.of(INTR), lines)
                .about("INTR is pending and intercepted until " + what, "the exit comes too early, or too late")
                .clearBits("RFLAGS", Interrupted.IF);
        return Interrupted.pending(draft, List.of(INTR));
    }

    /** The same, handled by the guest. */
    private Draft masked(String name, String what, String... lines) {
        Draft draft = interrupted
                .guest(name, Guest.long64(), lines)
                .about("INTR is pending, not intercepted, until " + what, "it is taken too early, or too late")
                .clearBits("RFLAGS", Interrupted.IF);
        Interrupted.handles(draft, Interrupted.long64(), Interrupted.INTERRUPT_VECTOR);
        return Interrupted.pending(draft, List.of(INTR));
    }

    private static Draft arrives(Draft draft, int vector, long rip) {
        Event event = new Event(vector == Interrupted.NMI_VECTOR ? 2 : 0, vector, Optional.empty());
        long flags = draft.field("RFLAGS") | Interrupted.IF;
        draft.claimHandler(
                Interrupted.long64().gate(),
                new Arrival(
                        event, "EVT-55", rip, flags, false, Interrupted.long64().newStack()));
        return Interrupted.passes(draft, "EVT-55")
                .claimField("VIRQ-03", "RIP", Interrupted.long64().handler());
    }

    /** Whether a shadow delays an exit is open: the boundary on either side of the NOP, which ends at an odd address. */
    private void shadows() {
        Draft sti = window("intr-behind-sti", "STI and perhaps its shadow", "nop", "sti", "nop", "nop");
        Interrupted.exits(sti, INTR, EITHER_BOUNDARY, sti.field("RIP") + 2)
                .claimField("INT-04", "RIP", EITHER_BOUNDARY, sti.field("RIP") + 2)
                .claimField("VIRQ-71", "RIP", EITHER_BOUNDARY, sti.field("RIP") + 2);
        Draft plain = loaded("intr-in-a-shadow", INTR, "V_INTR_MASKING clear");
        Interrupted.exits(plain, INTR, EITHER_BOUNDARY, plain.field("RIP"))
                .claimField("INT-05", "RIP", EITHER_BOUNDARY, plain.field("RIP"))
                .claimField("VIRQ-71", "RIP", EITHER_BOUNDARY, plain.field("RIP"));
        Draft virtual = loaded("intr-in-a-shadow-with-masking", INTR, "V_INTR_MASKING set")
                .set("V_INTR_MASKING", 1)
                .state("rflags", Interrupted.HOST_IF);
        Interrupted.exits(virtual, INTR, EITHER_BOUNDARY, virtual.field("RIP"))
                .claimField("INT-05", "RIP", EITHER_BOUNDARY, virtual.field("RIP"));
        Draft nmi = loaded("nmi-in-a-shadow", NMI, "an NMI");
        Interrupted.exits(nmi, NMI, EITHER_BOUNDARY, nmi.field("RIP"));
    }

    /** VMRUN loads a shadow. */
    private Draft loaded(String name, Interruption event, String what) {
        Draft draft = interrupted
                .intercepting(name, List.of(event), "nop", "nop")
                .about(
                        event + " is pending and intercepted in a shadow that VMRUN loads: " + what,
                        "the exit is lost in the shadow, or delayed for more than an instruction")
                .set("INTERRUPT_SHADOW", 1);
        return Interrupted.pending(draft, List.of(event));
    }

    /** An interrupt that is taken waits for the end of the shadow. */
    private void shadowsOfTaken() {
        Draft sti = masked("intr-taken-behind-sti", "the shadow of STI ends", "sti", "nop", "nop");
        arrives(sti, Interrupted.INTERRUPT_VECTOR, sti.field("RIP") + 2);
        Draft loaded = masked("intr-taken-behind-a-shadow", "a shadow ends that VMRUN loads", "nop", "nop")
                .setBits("RFLAGS", Interrupted.IF)
                .set("INTERRUPT_SHADOW", 1);
        arrives(loaded, Interrupted.INTERRUPT_VECTOR, loaded.field("RIP") + 1)
                .claimField("VMRUN-54", "INTERRUPT_SHADOW", 0)
                .claimField("VIRQ-68", "INTERRUPT_SHADOW", 0);
    }

    /** The guest's own STGI ends what its CLGI began; it makes no shadow. */
    private void globalFlag() {
        Draft draft = window("intr-behind-stgi", "STGI", "clgi", "sti", "nop", "nop", "stgi", "window: nop");
        long window = draft.guestLabel("window");
        Interrupted.exits(draft, INTR, window)
                .claimField("INT-04", "RIP", window)
                .claimField("GIF-09", "RIP", window)
                .claimField("GIF-10", "RIP", window)
                .claimField("GIF-27", "RIP", window);
    }

    /** It comes while the guest has GIF clear. */
    private void heldByGuest(Interruption event) {
        String rule = switch (event) {
            case INTR -> "GIF-27";
            case NMI -> "GIF-24";
            case SMI -> "GIF-25";
            case INIT -> "GIF-23";
        };
        Draft never = interrupted
                .intercepting(event.id() + "-held-by-clgi", List.of(event), "clgi", "held: nop", "nop")
                .about(event + " comes behind CLGI of the guest", "it exits although GIF is 0");
        never.event(event.at(never.guestLabel("held")).whileInGuest());
        Interrupted.passes(never, rule).claimField("GIF-09", "EXITCODE", Interrupted.VMMCALL);
        Draft later = interrupted
                .intercepting(
                        event.id() + "-held-until-stgi",
                        List.of(event),
                        "clgi",
                        "held: nop",
                        "nop",
                        "stgi",
                        "window: nop")
                .about(event + " comes between CLGI and STGI of the guest", "it is lost, or exits too late");
        later.event(event.at(later.guestLabel("held")).whileInGuest());
        long window = later.guestLabel("window");
        Interrupted.exits(later, event, window).claimField(rule, "RIP", window).claimField("GIF-10", "RIP", window);
        if (event == NMI) {
            later.claimField("GIF-36", "RIP", window);
        } else if (event == Interruption.INIT) {
            later.claimField("GIF-41", "RIP", window);
        }
    }
}
