package dev.pacifica.suite.draft.event;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Pairs of events of which the second arises while the first is delivered (EVT-30): which handler runs, or whether the processor shuts
 * down. Every exception has a handler of its own, so that rIP tells; what is open in the frame (EXT, the return address of #DF) is
 * overwritten by the handler.
 */
public final class DoubleFaultDrafts {
    private static final int DF = 8;
    private static final int PF = 14;
    private static final int VECTOR = DeliveryDrafts.VECTOR;
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long NON_CANONICAL = 0x0000_8000_0000_0000L;
    /** An unmapped address, other than that of the broken stack. */
    private static final long ELSEWHERE = 0x1_1000_0000L;

    /** How the delivery of the first event fails. */
    private enum Second {
        TS(10),
        NP(11),
        SS(12),
        GP(13),
        PF(14);

        final int vector;

        Second(int vector) {
            this.vector = vector;
        }
    }

    /** Classes of table 8-3. */
    private enum First {
        BENIGN,
        CONTRIBUTORY,
        PAGE_FAULT
    }

    private final List<Draft> drafts = new ArrayList<>();

    private DoubleFaultDrafts() {}

    public static List<Draft> all() {
        DoubleFaultDrafts pairs = new DoubleFaultDrafts();
        for (Second second : Second.values()) {
            pairs.raised(second);
            pairs.injected(second);
        }
        pairs.third();
        pairs.intercepted();
        pairs.inOtherModes();
        return pairs.drafts;
    }

    private Draft draft(String name, String what, Guest guest, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("vmmcall"); // ends a guest in which the first event does not come
        Draft draft = new Draft("double-faults/" + name, Level.EXCEPTION)
                .about(
                        what,
                        "two events that combine are delivered one after the other, or two that do not make a double fault")
                .guest(guest, program.toArray(String[]::new))
                .set("INTERCEPT_EXCEPTION", 0);
        drafts.add(draft);
        return draft;
    }

    /** A 64-bit guest that delivers every exception but {@code broken}, whose delivery raises {@code second}. */
    private Draft broken(String name, int broken, Second second, String... lines) {
        String what = "vector %d, whose delivery raises #%s".formatted(broken, second);
        Draft draft = draft(name + "-then-" + second.name().toLowerCase(Locale.ROOT), what, Guest.long64(), lines);
        GuestSystem system = GuestSystem.install(draft);
        long ist = second == Second.SS ? NON_CANONICAL : UNMAPPED + Fixture.PAGE_SIZE;
        system.tss(GuestSystem.istStack(), ist, second == Second.TS ? 0x3A : 0x67);
        int[] handled = {6, DF, 10, 11, 12, 13, PF};
        for (int vector : handled) {
            if (vector != broken) {
                system.entry(vector, 0x8E, 0, Fixture.CODE64_SELECTOR, handler(vector));
            }
            draft.code(handler(vector), 64, tidying(vector));
        }
        int access = second == Second.NP ? 0x0E : second == Second.GP ? 0x80 : 0x8E;
        int entry = second == Second.NP || second == Second.GP ? 0 : 3;
        system.entry(broken, access, entry, Fixture.CODE64_SELECTOR, handler(broken));
        return draft;
    }

    private static long handler(int vector) {
        return GuestSystem.HANDLER + 0x20L * vector;
    }

    private static String[] tidying(int vector) {
        return vector == DF
                ? new String[] {"mov qword [rsp + 8], 0", "mov dword [rsp + 0x18], 0", "vmmcall"}
                : new String[] {"mov dword [rsp], 0", "vmmcall"};
    }

    private static Draft claimHandler(Draft draft, First first, Second second, String rule) {
        boolean isDouble = first == First.PAGE_FAULT || first == First.CONTRIBUTORY && second != Second.PF;
        return draft.claimField(rule, "EXITCODE", Attempt.VMMCALL)
                .claimField(rule, "RIP", handler(isDouble ? DF : second.vector) + tidyingLength(isDouble))
                .claimField("XII-01", "EXITINTINFO", 1L << 31, 0)
                .unspecified(ExitMasks.PLAIN);
    }

    /** Length of what comes before VMMCALL. */
    private static int tidyingLength(boolean isDouble) {
        return isDouble ? 9 + 8 : 7;
    }

    private void raised(Second second) {
        claimHandler(broken("ud", 6, second, "ud2"), First.BENIGN, second, "EVT-30");
        claimHandler(broken("int", VECTOR, second, "int 0x30"), First.BENIGN, second, "EVT-31");
        claimHandler(broken("bp", 3, second, "int3"), First.BENIGN, second, "EVT-31");
        Draft interrupt = DeliveryDrafts.interrupting(broken("interrupt", VECTOR, second, "sti", "nop"));
        claimHandler(interrupt, First.BENIGN, second, "EVT-31");
        claimHandler(broken("de", 0, second, "div cl").gpr("rcx", 0), First.CONTRIBUTORY, second, "EVT-32");
        if (second != Second.NP) {
            Draft absent = broken("np", 11, second, "mov ds, bx").gpr("rbx", GuestSystem.ABSENT_DATA);
            claimHandler(absent, First.CONTRIBUTORY, second, "EVT-30");
        }
        if (second != Second.SS) {
            Draft stack = broken("ss", 12, second, "mov cl, [rbp]").gpr("rbp", NON_CANONICAL);
            claimHandler(stack, First.CONTRIBUTORY, second, "EVT-30");
        }
        if (second != Second.GP) {
            Draft protection = broken("gp", 13, second, "mov ds, bx").gpr("rbx", 0x1003);
            claimHandler(protection, First.CONTRIBUTORY, second, "EVT-30");
        }
        Draft page = broken("pf", PF, second, "mov cl, [rbx]").gpr("rbx", ELSEWHERE);
        claimHandler(page, First.PAGE_FAULT, second, "EVT-30");
    }

    /** EVT-35: an injected event is the first of the two; what counts is its type, not its vector alone. */
    private void injected(Second second) {
        injected("injected-ud", Event.exception(6), second, First.BENIGN);
        injected("injected-gp", Event.exception(13, 0), second, First.CONTRIBUTORY);
        injected("injected-pf", Event.exception(PF, 0), second, First.PAGE_FAULT);
        injected("injected-interrupt-10", new Event(0, 10, Optional.empty()), second, First.BENIGN);
        injected("injected-interrupt-14", new Event(0, PF, Optional.empty()), second, First.BENIGN);
        injected("injected-nmi", new Event(2, 2, Optional.empty()), second, First.BENIGN);
        injected("injected-ac", Event.exception(17, 0), second, First.BENIGN);
    }

    private void injected(String name, Event event, Second second, First first) {
        if (event.vector() == second.vector) {
            return; // its own handler is the broken one
        }
        Draft draft = broken(name, event.vector(), second, "nop")
                .set("EVENTINJ", event.information())
                .unspecified("event-injection-consumed");
        claimHandler(draft, first, second, "EVT-35");
    }

    /** EVT-33: nothing can be delivered. */
    private void third() {
        String[] programs = {"mov ds, bx", "ud2", "int 0x30"};
        for (String text : programs) {
            String name = text.substring(0, 3).strip().replace("mov", "gp");
            for (boolean isIntercepted : new boolean[] {true, false}) {
                Draft draft = draft(
                                name + (isIntercepted ? "-shutdown-intercepted" : "-shutdown"),
                                text + " in a guest that can deliver nothing",
                                Guest.long64(),
                                text)
                        .gpr("rbx", 0x1003)
                        .set("IDTR.limit", 0);
                if (isIntercepted) {
                    draft.claimField("EVT-33", "EXITCODE", 0x7F)
                            .unspecified(ExitMasks.PLAIN)
                            .unspecified("after-shutdown", "event-before-shutdown");
                } else {
                    draft.set("INTERCEPT_3", 0).claimEnds("EVT-33", Ended.SHUTDOWN);
                }
            }
        }
        Draft injected = draft(
                        "injected-df-shutdown", "an injected #DF that cannot be delivered", Guest.long64(), "nop")
                .set("IDTR.limit", 0)
                .set("EVENTINJ", Event.exception(DF, 0).information());
        injected.claimField("EVT-35", "EXITCODE", 0x7F)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("after-shutdown", "event-before-shutdown", "event-injection-consumed");
    }

    /** EVT-34: the intercept of the second exception, then that of #DF. */
    private void intercepted() {
        for (Second second : new Second[] {Second.NP, Second.GP, Second.PF}) {
            Draft draft = broken("intercepted-injected-pf", PF, second, "nop")
                    .set("INTERCEPT_EXCEPTION", 1L << second.vector | 1L << DF)
                    .set("EVENTINJ", Event.exception(PF, 0).information())
                    .unspecified(
                            "event-injection-consumed", "guest-interrupt-mask", "instruction-bytes", "resume-flag");
            if (second != Second.PF) {
                draft.unspecified("exit-information-2", "external-bit");
            }
            draft.claimField("EVT-34", "EXITCODE", 0x40 + second.vector)
                    .claimField("XII-08", "EXITINTINFO", Event.exception(PF, 0).information())
                    .claimField("XII-14", "RIP", Draft.GUEST);
            Draft doubled = broken("double-intercepted-injected-pf", PF, second, "nop")
                    .set("INTERCEPT_EXCEPTION", 1L << DF)
                    .set("EVENTINJ", Event.exception(PF, 0).information())
                    .unspecified("event-injection-consumed", "double-fault-return", "event-before-double-fault")
                    .unspecified(ExitMasks.PLAIN);
            doubled.claimField("EVT-34", "EXITCODE", 0x40 + DF);
        }
    }

    private void inOtherModes() {
        for (boolean isReal : new boolean[] {true, false}) {
            String mode = isReal ? "real" : "protected32";
            Guest guest = isReal ? Guest.real() : Guest.protected32();
            int entry = isReal ? 4 : 8;
            // the IDT ends behind #GP, behind #DF, and before #DF
            Draft serial = draft(mode + "-int-then-gp", "INT 30h beyond an IDT that has #GP", guest, "int 0x30");
            serial.claimField("EVT-31", "RIP", inMode(serial, isReal, 13, 14 * entry - 1))
                    .unspecified(ExitMasks.PLAIN);
            String fault = isReal ? "mov cx, [bx]" : "mov ds, bx";
            Draft doubled = draft(mode + "-gp-then-df", "#GP beyond an IDT that has #DF", guest, fault)
                    .gpr("rbx", isReal ? 0xFFFF : 0x1003);
            doubled.claimField("EVT-30", "RIP", inMode(doubled, isReal, DF, 9 * entry - 1))
                    .unspecified(ExitMasks.PLAIN);
            Draft shutdown = draft(mode + "-gp-shutdown", "#GP beyond an IDT that ends before #DF", guest, fault)
                    .gpr("rbx", isReal ? 0xFFFF : 0x1003);
            inMode(shutdown, isReal, DF, 9 * entry - 2);
            shutdown.claimField(isReal ? "EVT-60" : "EVT-33", "EXITCODE", 0x7F)
                    .unspecified(ExitMasks.PLAIN)
                    .unspecified("after-shutdown", "event-before-shutdown");
        }
    }

    /** Gives the guest one handler, which tidies the frame; returns the offset of its VMMCALL. */
    private static long inMode(Draft draft, boolean isReal, int vector, int limit) {
        GuestSystem system = GuestSystem.install(draft);
        system.entry(vector, 0x8E, 0, isReal ? 0x300 : Fixture.CODE32_SELECTOR, isReal ? 0x80 : GuestSystem.HANDLER);
        system.idtLimit(limit);
        if (isReal) {
            draft.code(GuestSystem.REAL_HANDLER, 16, "mov bp, sp", "mov word [bp], 0", "vmmcall")
                    .gpr("rbp", 0);
            return 0x80 + 2 + 5;
        }
        String[] lines = vector == DF
                ? new String[] {"mov dword [esp + 4], 0", "mov dword [esp + 12], 0", "vmmcall"}
                : new String[] {"mov dword [esp], 0", "vmmcall"};
        draft.code(GuestSystem.HANDLER, 32, lines);
        return GuestSystem.HANDLER + (vector == DF ? 16 : 7);
    }
}
