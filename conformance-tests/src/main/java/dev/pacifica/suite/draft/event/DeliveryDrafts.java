package dev.pacifica.suite.draft.event;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Events that a guest handles itself, through its own IDT or interrupt table, in every mode and through every kind of gate. */
public final class DeliveryDrafts {
    /** CF, IF, IOPL 3 and NT: what the handler must find cleared or unchanged. */
    private static final long FLAGS = 0x7203;

    private static final long TF = 0x100;
    private static final long IF = 0x200;
    private static final long OF = 0x800;
    private static final long RF = 0x1_0000;
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long NON_CANONICAL = 0x0000_8000_0000_0000L;
    private static final long BEYOND_GDT = 0x1003;
    static final int VECTOR = 0x30;

    private final List<Draft> drafts = new ArrayList<>();
    private final DeliverySetting setting;
    private final long rip;

    private DeliveryDrafts(DeliverySetting setting) {
        this.setting = setting;
        this.rip = setting.guest().fields().getOrDefault("RIP", 0L);
    }

    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (DeliverySetting setting : DeliverySetting.all()) {
            DeliveryDrafts delivery = new DeliveryDrafts(setting);
            delivery.plainFaults();
            delivery.faultsWithErrorCode();
            delivery.traps();
            delivery.interrupts();
            delivery.injected();
            drafts.addAll(delivery.drafts);
        }
        return drafts;
    }

    /** A guest that handles {@code event}; nothing is intercepted but VMMCALL and shutdown. */
    private Draft draft(String name, String what, Event event, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("vmmcall"); // ends a guest in which the event does not come
        Draft draft = new Draft("delivery/" + setting.name() + "-" + name, Level.EXCEPTION)
                .about(
                        what + ", handled by the guest: " + setting.name().replace('-', ' '),
                        "the frame, the stack, the flags or the place of the handler is wrong")
                .guest(setting.guest(), program.toArray(String[]::new))
                .code(setting.handler(), setting.handlerBits(), "vmmcall")
                .set("INTERCEPT_EXCEPTION", 0)
                .setBits("RFLAGS", FLAGS)
                .unspecified(ExitMasks.PLAIN);
        GuestSystem system = GuestSystem.install(draft).gate(event.vector(), 3, setting.gate());
        if (setting.cpl() != 0 || setting.gate().ist() != 0) {
            system.tss();
        }
        drafts.add(draft);
        return draft;
    }

    private Draft arrives(Draft draft, Event event, String rule, int returnOffset, boolean isFault) {
        return draft.claimHandler(
                setting.gate(),
                new Arrival(event, rule, rip + returnOffset, draft.field("RFLAGS"), isFault, setting.newStack()));
    }

    private void plainFaults() {
        Event undefined = Event.exception(6);
        arrives(draft("ud", "#UD", undefined, "nop", "ud2"), undefined, "EVT-07", 1, true);
        Event divide = Event.exception(0);
        arrives(draft("de", "#DE", divide, "nop", "div cl").gpr("rcx", 0), divide, "EVT-01", 1, true);
        if (!setting.is64Bit()) {
            Event bound = Event.exception(5);
            Draft draft = draft("br", "#BR", bound, "nop", setting.isSmall() ? "bound cx, [bx]" : "bound ecx, [ebx]")
                    .gpr("rbx", setting.isSmall() ? 0 : Draft.SCRATCH)
                    .gpr("rcx", 9);
            arrives(draft, bound, "EVT-06", 1, true);
        }
    }

    private void faultsWithErrorCode() {
        boolean hasSelectors = !setting.isReal() && !setting.isV86();
        Event protection = Event.exception(13, hasSelectors ? (int) BEYOND_GDT & ~3 : 0);
        arrives(
                draft("gp", "#GP", protection, "nop", hasSelectors ? "mov ds, bx" : "mov cx, [bx]")
                        .gpr("rbx", hasSelectors ? BEYOND_GDT : 0xFFFF),
                protection,
                "EVT-14",
                1,
                true);
        if (hasSelectors && setting.cpl() == 0) {
            Event absent = Event.exception(11, GuestSystem.ABSENT_DATA);
            Draft draft = draft("np", "#NP", absent, "nop", "mov ds, bx").gpr("rbx", GuestSystem.ABSENT_DATA);
            arrives(draft, absent, "EVT-12", 1, true);
        }
        Event stack = Event.exception(12, 0);
        String access = setting.is64Bit() ? "mov cl, [rbp]" : setting.isSmall() ? "mov cx, [bp]" : "mov cl, [ebp]";
        Draft draft = draft("ss", "#SS", stack, "nop", access);
        long top = draft.field("RSP");
        if (!setting.is64Bit() && !setting.isSmall()) {
            draft.set("SS.limit", top - 1);
        }
        draft.gpr("rbp", setting.is64Bit() ? NON_CANONICAL : setting.isSmall() ? 0xFFFF : top);
        arrives(draft, stack, "EVT-13", 1, true);
        if (setting.is64Bit()) {
            Event page = Event.exception(14, setting.cpl() == 0 ? 0 : 4);
            Draft read = draft("pf", "#PF", page, "nop", "mov cl, [rbx]").gpr("rbx", UNMAPPED);
            arrives(read, page, "EVT-15", 1, true).claimField("EVT-15", "CR2", UNMAPPED);
        }
    }

    private void traps() {
        Event breakpoint = Event.exception(3);
        arrives(draft("bp", "#BP of INT3", breakpoint, "nop", "int3"), breakpoint, "EVT-04", 2, false);
        Event debug = Event.exception(1);
        Draft step = draft("db", "#DB of a single step", debug, "nop").setBits("RFLAGS", TF);
        arrives(step, debug, "EVT-02", 1, false).claimField("EVT-02", "DR6", 0xFFFF_4FF0L);
        if (!setting.is64Bit()) {
            Event overflow = Event.exception(4);
            Draft draft = draft("of", "#OF of INTO", overflow, "nop", "into").setBits("RFLAGS", OF);
            arrives(draft, overflow, "EVT-05", 2, false);
        }
    }

    private void interrupts() {
        Event software = new Event(4, VECTOR, Optional.empty());
        arrives(draft("int", "INT 30h", software, "nop", "int 0x30"), software, "EVT-25", 3, false);
        Event low = new Event(4, 13, Optional.empty());
        arrives(draft("int-13", "INT 13, which pushes no error code", low, "nop", "int 13"), low, "EVT-25", 3, false);
        Event virtual = new Event(0, VECTOR, Optional.empty());
        Draft draft = draft("virtual-interrupt", "a virtual interrupt behind STI", virtual, "sti", "nop");
        interrupting(draft).claimField("VIRQ-53", "V_IRQ", 0);
        long flags = draft.field("RFLAGS");
        draft.clearBits("RFLAGS", IF)
                .claimHandler(
                        setting.gate(), new Arrival(virtual, "EVT-25", rip + 2, flags, false, setting.newStack()));
        Event nmi = new Event(2, 2, Optional.empty());
        arrives(
                draft("nmi", "an injected NMI", nmi, "nop").set("EVENTINJ", nmi.information()),
                nmi,
                "EVT-03",
                0,
                false);
        drafts.get(drafts.size() - 1).unspecified("event-injection-consumed");
    }

    /** Requests virtual interrupt {@link #VECTOR}, whatever the task priority. */
    public static Draft interrupting(Draft draft) {
        return draft.set("V_IRQ", 1).set("V_IGN_TPR", 1).set("V_INTR_VECTOR", VECTOR);
    }

    /**
     * Exceptions that guests of this mode can hardly raise. RF is set before, so that it does not matter whether injection sets it in
     * the pushed image of a fault (INJ-27).
     */
    private void injected() {
        if (setting.isReal() || setting.isSmall() || !setting.name().matches("long64|long64-user|protected32|v86")) {
            return;
        }
        injected("nm", 7, -1);
        injected("df", 8, 0);
        injected("ts", 10, 0xFFF8);
        injected("mf", 16, -1);
        injected("ac", 17, 0);
        injected("mc", 18, -1);
        injected("xf", 19, -1);
        injected("sx", 30, 1);
    }

    private void injected(String name, int vector, int errorCode) {
        Event event = errorCode < 0 ? Event.exception(vector) : Event.exception(vector, errorCode);
        Draft draft = draft("injected-" + name, "an injected #" + name.toUpperCase(Locale.ROOT), event, "nop")
                .setBits("RFLAGS", RF)
                .set("EVENTINJ", event.information())
                .unspecified("event-injection-consumed");
        String rule = vector == 30 ? "EVT-23" : "EVT-%02d".formatted(vector < 15 ? vector + 1 : vector);
        arrives(draft, event, rule, 0, true);
    }
}
