package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.oracle.Delivery.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A virtual interrupt of a guest in one setting: intercepted or not, and with what comes before it or after it (EVT-50, INT-09). */
record VirtualInterruptCase(InterceptMode mode, Obstacle obstacle, boolean isIntercepted) {
    private static final int VINTR = 1 << 4;
    private static final int EXIT = 0x64;
    private static final int DB = 0x41;
    private static final int VECTOR = 0x30;
    private static final long IF = 0x200;
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long DR6 = 0xFFFF_0FF0L;

    /** What else there is. */
    enum Obstacle {
        NONE("nothing else"),
        /** RFLAGS.IF clear. */
        DISABLED("interrupts disabled"),
        /** A priority no higher than the task priority. */
        LOW_PRIORITY("the priority equal to V_TPR"),
        /** An interrupt shadow: the interrupt comes behind the first instruction. */
        SHADOW("an interrupt shadow"),
        /** A data breakpoint that the instruction in the shadow meets: its trap comes first. */
        DATA_BREAKPOINT("behind a write that a breakpoint watches"),
        /** A breakpoint on the next instruction, which comes later. */
        BREAKPOINT("before an instruction with a breakpoint"),
        /** Next instructions that fault or exit. */
        FETCH("before an instruction that cannot be fetched"),
        UNDEFINED("before an undefined instruction"),
        EXCEPTION("before a division by zero"),
        INSTRUCTION_INTERCEPT("before an instruction that is intercepted");

        final String words;

        Obstacle(String words) {
            this.words = words;
        }

        boolean keepsItAway() {
            return this == DISABLED || this == LOW_PRIORITY;
        }

        boolean delaysIt() {
            return this == SHADOW || this == DATA_BREAKPOINT;
        }
    }

    static List<VirtualInterruptCase> all() {
        List<VirtualInterruptCase> cases = new ArrayList<>();
        for (InterceptMode mode : InterceptMode.values()) {
            for (Obstacle obstacle : Obstacle.values()) {
                for (boolean isIntercepted : new boolean[] {true, false}) {
                    cases.add(new VirtualInterruptCase(mode, obstacle, isIntercepted));
                }
            }
        }
        return cases;
    }

    Draft draft() {
        String name = (isIntercepted ? "set" : "clear")
                + (obstacle == Obstacle.NONE
                        ? ""
                        : "-" + obstacle.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Draft draft = mode.draft(
                        "%s/vintr/%s/%s".formatted(InterceptCube.AREA, mode.id(), name),
                        instruction(),
                        "behind: nop",
                        "vmmcall")
                .about(
                        "a virtual interrupt in %s, VINTR %s, %s"
                                .formatted(
                                        mode.words, isIntercepted ? "intercepted" : "not intercepted", obstacle.words),
                        "the interrupt or its exit comes too early, too late, or not at all")
                .setBits("RFLAGS", IF)
                .setBits("INTERCEPT_3", isIntercepted ? VINTR : 0)
                .set("V_IRQ", 1)
                .set("V_INTR_PRIO", 5)
                .set("V_TPR", 4)
                .set("V_INTR_VECTOR", VECTOR);
        long code = draft.field("CS.base") + draft.field("RIP");
        long length = draft.guestLabel("behind", code) - code;
        handler(draft);
        put(draft, code);
        claim(draft, draft.field("RIP") + (obstacle.delaysIt() ? length : 0), length);
        return draft;
    }

    private String instruction() {
        return switch (obstacle) {
            case DATA_BREAKPOINT -> mode.source("mov byte %m, 0x5a");
            case UNDEFINED -> "ud2";
            case EXCEPTION -> "div cl";
            case INSTRUCTION_INTERCEPT -> "cpuid";
            default -> "nop";
        };
    }

    private void handler(Draft draft) {
        if (isIntercepted) {
            return;
        }
        GuestSystem system = GuestSystem.install(draft).gate(VECTOR, 3, mode.gate());
        if (mode.isUser) {
            system.tss();
        }
        draft.code(mode.handler(), mode.handlerBits(), "vmmcall");
    }

    private void put(Draft draft, long code) {
        switch (obstacle) {
            case NONE, UNDEFINED -> {}
            case DISABLED -> draft.clearBits("RFLAGS", IF);
            case LOW_PRIORITY -> draft.set("V_TPR", 5);
            case SHADOW -> draft.set("INTERRUPT_SHADOW", 1);
            case DATA_BREAKPOINT ->
                draft.set("INTERRUPT_SHADOW", 1).state("dr0", mode.dataPage()).set("DR7", 0x1_0402);
            case BREAKPOINT -> draft.state("dr0", code).set("DR7", 0x402);
            case EXCEPTION -> draft.gpr("rcx", 0);
            case INSTRUCTION_INTERCEPT -> draft.setBits("INTERCEPT_3", Guest.CPUID);
            case FETCH -> {
                if (mode.is64()) {
                    draft.set("RIP", UNMAPPED);
                } else {
                    long rip = draft.field("RIP") + 0x1000; // beyond the limit, which in real mode the handler has too
                    draft.set("RIP", rip).set("CS.limit", rip - 1);
                }
            }
        }
    }

    private void claim(Draft draft, long rip, long length) {
        draft.unspecified(ExitMasks.PLAIN);
        if (obstacle == Obstacle.DATA_BREAKPOINT) {
            draft.claimField("EVT-50", "EXITCODE", DB)
                    .claimField("EVT-50", "RIP", rip)
                    .claimField("EVT-52", "V_IRQ", 1);
        } else if (obstacle.keepsItAway()) {
            draft.claimField("INT-09", "EXITCODE", Attempt.VMMCALL)
                    .claimField("INT-09", "RIP", draft.field("RIP") + length + 1)
                    .claimField("INT-09", "V_IRQ", 1);
        } else {
            long start = obstacle == Obstacle.FETCH ? draft.field("RIP") : rip;
            if (isIntercepted) {
                draft.claimField("INT-09", "EXITCODE", EXIT)
                        .claimField("INT-02", "RIP", start)
                        .claimField("INT-02", "EXITINTINFO", 1L << 31, 0)
                        .claimField("INT-09", "V_IRQ", 1);
            } else {
                mode.claimHandler(draft, new Event(0, VECTOR, Optional.empty()), start, false)
                        .claimField("VIRQ-53", "V_IRQ", 0);
            }
            draft.claimField("EVT-50", "DR6", DR6);
        }
    }
}
