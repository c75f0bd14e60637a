package dev.pacifica.suite.draft.injection;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Injections whose delivery faults: what the exit shows, what the guest's own handler gets, and when the processor shuts down. */
public final class InterruptedInjectionDrafts {
    private static final int NP = 11;
    private static final int GP = 13;
    private static final int PF = 14;
    private static final int DF = 8;
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long FLAGS = 0xCD3; // CF, PF, AF, ZF, SF, DF and OF: nothing that a delivery tests
    private static final String[] OPEN = {"guest-interrupt-mask", "instruction-bytes", "resume-flag"};

    private final List<Draft> drafts = new ArrayList<>();

    private InterruptedInjectionDrafts() {}

    public static List<Draft> all() {
        InterruptedInjectionDrafts interrupted = new InterruptedInjectionDrafts();
        events().forEach((name, event) -> {
            interrupted.absentGate(name, event, "long64", Guest.long64());
            interrupted.absentGate(name, event, "protected32", Guest.protected32());
            interrupted.limit(name, event);
            interrupted.stack(name, event);
            interrupted.privilege(name, event);
        });
        interrupted.inRealMode();
        interrupted.notIntercepted();
        interrupted.shutdown();
        interrupted.natural();
        return interrupted.drafts;
    }

    private static Map<String, Event> events() {
        Map<String, Event> events = new LinkedHashMap<>();
        events.put("external", Injection.external());
        events.put("nmi", Injection.nmi());
        events.put("ud", Event.exception(6));
        events.put("db", Event.exception(1));
        events.put("bp", Event.exception(3));
        events.put("gp", Event.exception(GP, 0x4321));
        events.put("pf", Event.exception(PF, 2));
        events.put("software", Injection.software());
        return events;
    }

    private Draft draft(String name, Guest guest, Event event, String what) {
        Draft draft = Injection.into(name, guest, event, "ud2")
                .about(what, "the exit does not show the fault and the event, or part of the delivery is visible")
                .setBits("RFLAGS", FLAGS);
        if (event.type() == Injection.SOFTWARE) {
            draft.requires("NRIPS").unspecified("nrip-of-failed-injection");
        }
        drafts.add(draft);
        return draft;
    }

    /** Claims that a fault during the delivery exits, and that nothing of the delivery is left. */
    private static Draft fails(Draft draft, Event event, int exception) {
        long defined = event.errorCode().isPresent() ? -1 : 0xFFFF_FFFFL;
        if (event.errorCode().isEmpty()) {
            draft.unspecified("event-error-code");
        }
        return draft.claimField("INJ-16", "EXITCODE", 0x40 + exception)
                .claimField("INJ-39", "EXITINTINFO", defined, event.information())
                .claimField(event.type() == Injection.SOFTWARE ? "INJ-35" : "INJ-40", "RIP", draft.field("RIP"))
                .claimField("INJ-40", "RSP", draft.field("RSP"))
                .claimField("INJ-40", "RFLAGS", ~Guest.RESUME_FLAG, draft.field("RFLAGS") & ~Guest.RESUME_FLAG | 2)
                .claimField("INJ-40", "CS.selector", draft.field("CS.selector"))
                .claimField("INJ-40", "SS.selector", draft.field("SS.selector"))
                .claimField("EXIT-13", "EVENTINJ", 1L << 31, 0)
                .unspecified(OPEN);
    }

    /** The error code names the gate; EXT tells programs' events from others, and is left open for vectors 3 and 4 (INJ-23). */
    private static void claimGate(Draft draft, Event event) {
        boolean isSoftware = event.type() == Injection.SOFTWARE;
        int named = event.vector() * 8 + 2;
        if (event.vector() == 3) {
            draft.claimField("INJ-42", "EXITINFO1", ~1L, named).unspecified("external-bit");
        } else {
            draft.claimField(isSoftware ? "INJ-24" : "INJ-25", "EXITINFO1", isSoftware ? named : named | 1);
        }
        draft.unspecified("exit-information-2");
    }

    private void absentGate(String name, Event event, String mode, Guest guest) {
        Draft draft = draft(
                "%s-%s-through-absent-gate".formatted(mode, name),
                guest,
                event,
                "injection through a gate that is not present, with #NP intercepted");
        Injection.handled(draft, event.vector(), Injection.GATE & ~0x80, "vmmcall");
        claimGate(fails(draft, event, NP), event);
    }

    private void limit(String name, Event event) {
        Draft beyond = draft(
                "%s-beyond-idt".formatted(name),
                Guest.long64(),
                event,
                "injection of a vector whose last byte of the gate is beyond the IDT");
        Injection.handled(beyond, event.vector(), Injection.GATE, "vmmcall").idtLimit(event.vector() * 16 + 14);
        claimGate(fails(beyond, event, GP), event);
        Draft within = draft(
                "%s-at-end-of-idt".formatted(name), Guest.long64(), event, "injection of the last vector of the IDT");
        Injection.handled(within, event.vector(), Injection.GATE, "vmmcall").idtLimit(event.vector() * 16 + 15);
        Injection.arrives(within, "INJ-17", 0).unspecified(ExitMasks.PLAIN);
    }

    private void stack(String name, Event event) {
        Draft draft = draft(
                        "%s-onto-unmapped-stack".formatted(name),
                        Guest.long64(),
                        event,
                        "injection onto a stack that is not mapped, with #PF intercepted")
                .set("RSP", UNMAPPED + Fixture.PAGE_SIZE)
                .set("CR2", 0x5555_0000L);
        Injection.handled(draft, event.vector(), Injection.GATE, "vmmcall");
        fails(draft, event, PF)
                .claimField("INJ-42", "EXITINFO1", 2)
                .claimField("INJ-42", "EXITINFO2", UNMAPPED + Fixture.PAGE_SIZE - 8)
                .claimField("EXC-24", "CR2", 0x5555_0000L);
    }

    /** At CPL 3: the gate's DPL counts for software interrupts and for vectors 3 and 4, and for nothing else. */
    private void privilege(String name, Event event) {
        boolean counts = event.type() == Injection.SOFTWARE || event.vector() == 3;
        String rule = event.type() == Injection.SOFTWARE ? "INJ-24" : event.vector() == 3 ? "INJ-23" : "INJ-25";
        for (boolean isForUsers : new boolean[] {false, true}) {
            Draft draft = draft(
                    "%s-at-cpl-3-through-gate-of-dpl-%d".formatted(name, isForUsers ? 3 : 0),
                    Guest.long64User(),
                    event,
                    "injection at CPL 3 through a gate of DPL " + (isForUsers ? 3 : 0));
            int access = isForUsers ? Injection.GATE_FOR_USERS : Injection.GATE;
            Injection.handled(draft, event.vector(), access, "vmmcall").tss();
            if (counts && !isForUsers) {
                claimGate(fails(draft, event, GP).claimField(rule, "EXITCODE", Attempt.GP), event);
            } else {
                Injection.arrives(draft, rule, 0).claimField(rule, "CPL", 0).unspecified(ExitMasks.PLAIN);
                if (event.vector() == 1) {
                    draft.claimField("INJ-26", "RIP", GuestSystem.HANDLER);
                }
            }
        }
    }

    private void inRealMode() {
        for (int limit : new int[] {Injection.VECTOR * 4 + 2, Injection.VECTOR * 4 + 3}) {
            boolean isWithin = limit % 4 == 3;
            Draft draft = draft(
                    "real-external-" + (isWithin ? "at-end-of-table" : "beyond-table"),
                    Guest.real(),
                    Injection.external(),
                    "injection of an external interrupt with an interrupt table that ends at offset " + limit);
            GuestSystem.install(draft)
                    .entry(Injection.VECTOR, 0, 0, 0x300, GuestSystem.REAL_HANDLER - 0x3000)
                    .idtLimit(limit);
            draft.code(GuestSystem.REAL_HANDLER, 16, "vmmcall");
            if (isWithin) {
                draft.claimField("INJ-28", "EXITCODE", 0x81)
                        .claimField("INJ-28", "RIP", GuestSystem.REAL_HANDLER - 0x3000)
                        .claimField("INJ-28", "RSP", draft.field("RSP") - 6)
                        .claim(
                                "INJ-28",
                                Subject.memory(Draft.GUEST_STACK + Fixture.PAGE_SIZE - 8),
                                0xFFFF_FFFF_FFFF_0000L,
                                (FLAGS | 2) << 48)
                        .unspecified(ExitMasks.PLAIN);
            } else {
                fails(draft, Injection.external(), GP).unspecified("exit-information-1", "exit-information-2");
            }
        }
    }

    /** The guest's own handler gets the fault, or the double fault that it makes together with the event (INJ-18). */
    private void notIntercepted() {
        secondary("ud-then-np", Event.exception(6), NP, false);
        secondary("external-then-np", Injection.external(), NP, false);
        secondary("gp-then-df", Event.exception(GP, 0), DF, true);
        secondary("pf-then-df", Event.exception(PF, 0), DF, true);
        secondary("nmi-then-np", Injection.nmi(), NP, false);
    }

    private void secondary(String name, Event event, int handled, boolean isDouble) {
        Draft draft = draft(
                        name,
                        Guest.long64(),
                        event,
                        "injection through an absent gate, the guest handling "
                                + (isDouble ? "the double fault" : "#NP"))
                .set("INTERCEPT_EXCEPTION", 0);
        Injection.handled(draft, handled, Injection.GATE, "add rsp, 8", "vmmcall")
                .entry(event.vector(), Injection.GATE & ~0x80, 0, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER);
        long top = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
        if (!isDouble) { // EXT of the error code has a rule of its own
            draft.claim("INJ-25", Subject.memory(top - 48), event.vector() * 8 + 3);
        }
        Injection.arrives(draft, "INJ-18", 4)
                .claimField("INJ-18", "RSP", top - 40)
                .unspecified(ExitMasks.PLAIN);
    }

    private void shutdown() {
        for (boolean isIntercepted : new boolean[] {true, false}) {
            Draft draft = draft(
                            "df-then-shutdown" + (isIntercepted ? "-intercepted" : ""),
                            Guest.long64(),
                            Event.exception(DF, 0),
                            "injection of #DF through an absent gate")
                    .set("INTERCEPT_EXCEPTION", 0);
            Injection.handled(draft, DF, Injection.GATE & ~0x80, "vmmcall");
            if (isIntercepted) {
                draft.claimField("INJ-18", "EXITCODE", 0x7F)
                        .unspecified("after-shutdown", "event-before-shutdown")
                        .unspecified(ExitMasks.PLAIN);
            } else {
                draft.set("INTERCEPT_3", 0).claimEnds("INJ-45", Ended.SHUTDOWN);
            }
        }
    }

    /** INJ-41: what EXITINTINFO calls the events that programs make by themselves. */
    private void natural() {
        natural("int1", Guest.long64(), new Event(Injection.EXCEPTION, 1, Optional.empty()), "db 0xf1");
        natural("int3", Guest.long64(), Event.exception(3), "int3");
        natural("into", Guest.protected32(), Event.exception(4), "into");
        natural("int-30", Guest.long64(), Injection.software(), "int 0x30");
        natural("int-3", Guest.long64(), new Event(Injection.SOFTWARE, 3, Optional.empty()), "int 3");
    }

    private void natural(String name, Guest guest, Event event, String instruction) {
        String line = name.equals("int-3") ? "db 0xcd, 3" : instruction;
        Draft draft = new Draft("injection/type-of-" + name, Level.EXCEPTION)
                .about(name + " in a guest whose IDT is empty", "EXITINTINFO has another type for the event")
                .guest(guest, "nop", line)
                .set("RFLAGS", 0x802)
                .clearBits("INTERCEPT_EXCEPTION", 0x1A)
                .claimField("INJ-41", "EXITCODE", 0x40 + GP)
                .claimField("INJ-41", "EXITINTINFO", 0xFFFF_FFFFL, event.information())
                .claimField("XII-14", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.DURING_DELIVERY);
        drafts.add(draft);
    }
}
