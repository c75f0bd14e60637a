package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The VINTR intercept: taken where a virtual interrupt would be, one reason against it at a time. */
public final class InterruptExitDrafts {
    private static final int VINTR = 1 << 4;
    private static final int EXIT = 0x64;
    private static final long IF = 0x200;

    private final Trials trials = new Trials("interrupts");

    private InterruptExitDrafts() {}

    public static List<Draft> all() {
        InterruptExitDrafts interrupts = new InterruptExitDrafts();
        Map<String, Guest> modes = new LinkedHashMap<>();
        modes.put("real", Guest.real());
        modes.put("v86", Guest.v86());
        modes.put("protected32", Guest.protected32());
        modes.put("compatibility", Guest.compatibility());
        modes.put("long64", Guest.long64());
        modes.put("long64-user", Guest.long64User());
        modes.forEach(interrupts::inEveryMode);
        interrupts.priorities();
        interrupts.globalFlag();
        return interrupts.trials.all();
    }

    private Draft pending(String name, Guest guest, String what, String... lines) {
        return trials.guest(name, guest, lines)
                .about(
                        "a virtual interrupt with VINTR intercepted: " + what,
                        "the exit is missed, or comes where no interrupt would be taken")
                .setBits("INTERCEPT_3", VINTR)
                .setBits("RFLAGS", IF)
                .set("V_IRQ", 1)
                .set("V_TPR", 4)
                .set("V_INTR_PRIO", 5)
                .set("V_INTR_VECTOR", 0x30);
    }

    private Draft exits(Draft draft, int at) {
        return draft.claimField("INT-09", "EXITCODE", EXIT)
                .claimField("INT-02", "RIP", draft.field("RIP") + at)
                .claimField("INT-02", "EXITINTINFO", 1L << 31, 0)
                .claimField("INT-09", "V_IRQ", 1)
                .unspecified(ExitMasks.PLAIN);
    }

    private void inEveryMode(String mode, Guest guest) {
        exits(pending("vintr-" + mode, guest, mode, "nop"), 0);
        Draft next = exits(pending("vintr-next-rip-" + mode, guest, "nRIP, " + mode, "nop"), 0)
                .requires("NRIPS");
        next.set("NRIP", 0x1234).claimField("INT-02", "NRIP", 0);
        if (!mode.equals("v86")) { // its code does not lie where labels are counted from
            passes(mode + "-masked", guest, "IF clear, " + mode, draft -> draft.clearBits("RFLAGS", IF), 1);
        }
        exits(
                        pending("vintr-after-shadow-" + mode, guest, "a shadow, " + mode, "nop")
                                .set("INTERRUPT_SHADOW", 1),
                        1)
                .claimField("INT-09", "INTERRUPT_SHADOW", 0);
    }

    private void passes(String name, Guest guest, String what, UnaryOperator<Draft> change, int request) {
        Draft draft = change.apply(pending("no-vintr-" + name, guest, what, "nop"));
        Trials.passes(draft, "INT-09").claimField("INT-09", "V_IRQ", request);
    }

    private void priorities() {
        passes("equal-priority", Guest.long64(), "V_INTR_PRIO equal to V_TPR", draft -> draft.set("V_TPR", 5), 1);
        passes("lower-priority", Guest.long64(), "V_INTR_PRIO below V_TPR", draft -> draft.set("V_TPR", 15), 1);
        passes(
                "priority-0",
                Guest.long64(),
                "V_INTR_PRIO and V_TPR 0",
                draft -> draft.set("V_TPR", 0).set("V_INTR_PRIO", 0),
                1);
        passes("not-requested", Guest.long64(), "V_IRQ clear", draft -> draft.set("V_IRQ", 0), 0);
        exits(
                pending("vintr-ignoring-tpr", Guest.long64(), "V_IGN_TPR and V_TPR 15", "nop")
                        .set("V_TPR", 15)
                        .set("V_IGN_TPR", 1),
                0);
        exits(
                pending("vintr-highest", Guest.long64(), "V_INTR_PRIO 15 and V_TPR 14", "nop")
                        .set("V_TPR", 14)
                        .set("V_INTR_PRIO", 15),
                0);
        exits(
                pending("vintr-after-sti", Guest.long64(), "STI and its shadow", "sti", "nop", "nop")
                        .clearBits("RFLAGS", IF),
                3);
        exits(
                pending("vintr-after-mov-cr8", Guest.long64(), "V_TPR lowered by MOV CR8", "mov cr8, rbx", "nop")
                        .gpr("rbx", 3)
                        .set("V_INTR_MASKING", 1)
                        .set("V_TPR", 5),
                1 + 4);
    }

    /** A guest that clears GIF by itself. */
    private void globalFlag() {
        exits(
                pending(
                                "vintr-after-stgi",
                                Guest.long64(),
                                "STI between CLGI and STGI",
                                "clgi",
                                "sti",
                                "nop",
                                "nop",
                                "stgi",
                                "nop")
                        .clearBits("RFLAGS", IF),
                1 + 3 + 3 + 3);
    }
}
