package dev.pacifica.suite.draft.interrupt;

import static dev.pacifica.suite.draft.interrupt.Interruption.INIT;
import static dev.pacifica.suite.draft.interrupt.Interruption.INTR;
import static dev.pacifica.suite.draft.interrupt.Interruption.NMI;
import static dev.pacifica.suite.draft.interrupt.Interruption.SMI;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import java.util.List;

/** Whose IF masks: every combination of V_INTR_MASKING, the host's IF at VMRUN and the guest's. */
public final class MaskingDrafts {
    private final Interrupted interrupted = new Interrupted();

    private MaskingDrafts() {}

    public static List<Draft> all() {
        MaskingDrafts masking = new MaskingDrafts();
        for (int combination = 0; combination < 8; combination++) {
            Flags flags = new Flags((combination & 4) != 0, (combination & 2) != 0, (combination & 1) != 0);
            masking.intercepted(flags);
            masking.taken(flags);
            for (Interruption event : new Interruption[] {NMI, SMI, INIT}) {
                if (flags.virtual() && !flags.guest()) {
                    masking.notMasked(event, flags);
                }
            }
        }
        masking.guestClears();
        masking.guestSets();
        return masking.interrupted.all();
    }

    /**
     * What masks.
     *
     * @param virtual V_INTR_MASKING
     * @param host the host's IF at VMRUN
     * @param guest the guest's IF
     */
    private record Flags(boolean virtual, boolean host, boolean guest) {
        boolean enable() {
            return virtual ? host : guest;
        }

        String rule() {
            return virtual ? "VIRQ-08" : "VIRQ-07";
        }

        /** Says that the flag that does not count makes no difference. */
        String otherRule() {
            return !virtual ? "VIRQ-09" : host ? "VIRQ-10" : "VIRQ-12";
        }

        String id() {
            return "%s-host-%s-guest-%s".formatted(virtual ? "masking" : "plain", digit(host), digit(guest));
        }

        String words() {
            return "V_INTR_MASKING %s, IF of the host %s, of the guest %s"
                    .formatted(digit(virtual), digit(host), digit(guest));
        }

        Draft applied(Draft draft) {
            if (!guest) {
                draft.clearBits("RFLAGS", Interrupted.IF);
            }
            if (host) {
                draft.state("rflags", Interrupted.HOST_IF);
            }
            return draft.set("V_INTR_MASKING", virtual ? 1 : 0);
        }

        private static String digit(boolean flag) {
            return flag ? "1" : "0";
        }
    }

    private void intercepted(Flags flags) {
        Draft draft = flags.applied(interrupted.intercepting("intr-" + flags.id(), List.of(INTR), "nop"))
                .about("INTR, intercepted: " + flags.words(), "the wrong interrupt flag masks the exit");
        Interrupted.pending(draft, List.of(INTR));
        if (flags.enable()) {
            Interrupted.exits(draft, INTR, draft.field("RIP"));
        } else {
            Interrupted.passes(draft, "INT-03");
        }
        int code = flags.enable() ? INTR.exitCode : Interrupted.VMMCALL;
        for (String rule : new String[] {"INT-03", "INT-04", flags.rule(), flags.otherRule()}) {
            draft.claimField(rule, "EXITCODE", code);
        }
    }

    private void taken(Flags flags) {
        Draft draft = flags.applied(interrupted.guest("intr-taken-" + flags.id(), Guest.long64(), "nop"))
                .about("INTR, not intercepted: " + flags.words(), "the wrong interrupt flag masks the interrupt");
        Interrupted.handles(draft, Interrupted.long64(), Interrupted.INTERRUPT_VECTOR);
        Interrupted.pending(draft, List.of(INTR));
        long end = flags.enable() ? Interrupted.long64().handler() : draft.field("RIP") + 1;
        Interrupted.passes(draft, flags.rule()).claimField(flags.rule(), "RIP", end);
        draft.claimField(flags.otherRule(), "RIP", end);
    }

    /** Neither flag masks them. */
    private void notMasked(Interruption event, Flags flags) {
        Draft draft = flags.applied(interrupted.intercepting(event.id() + "-" + flags.id(), List.of(event), "nop"))
                .about(event + ", intercepted: " + flags.words(), "IF masks what is not maskable");
        Interrupted.pending(draft, List.of(event));
        Interrupted.exits(draft, event, draft.field("RIP")).claimField("VIRQ-11", "EXITCODE", event.exitCode);
    }

    /** The guest clears its own IF before the interrupt comes. */
    private void guestClears() {
        Draft held = interrupted
                .intercepting("intr-behind-cli", List.of(INTR), "cli", "held: nop", "nop")
                .about("INTR behind CLI of the guest", "the exit comes although the guest masks it");
        held.event(INTR.at(held.guestLabel("held")).whileInGuest());
        Interrupted.passes(held, "INT-04").claimField("VIRQ-07", "EXITCODE", Interrupted.VMMCALL);
        Draft free = interrupted
                .intercepting("intr-behind-cli-with-masking", List.of(INTR), "cli", "stay: jmp stay")
                .about("INTR behind CLI of a guest with V_INTR_MASKING", "a guest masks the host's interrupts")
                .set("V_INTR_MASKING", 1)
                .state("rflags", Interrupted.HOST_IF);
        free.event(INTR.at(free.guestLabel("stay")).whileInGuest());
        Interrupted.exits(free, INTR, free.guestLabel("stay")).claimField("VIRQ-10", "EXITCODE", INTR.exitCode);
    }

    /** The guest sets its own IF, where the host's counts. */
    private void guestSets() {
        Draft draft = interrupted
                .intercepting("intr-behind-sti-with-masking", List.of(INTR), "sti", "nop", "nop")
                .about("INTR behind STI of a guest with V_INTR_MASKING", "a guest unmasks the host's interrupts")
                .clearBits("RFLAGS", Interrupted.IF)
                .set("V_INTR_MASKING", 1);
        Interrupted.passes(Interrupted.pending(draft, List.of(INTR)), "VIRQ-12")
                .claimField("VIRQ-10", "EXITCODE", Interrupted.VMMCALL);
    }
}
