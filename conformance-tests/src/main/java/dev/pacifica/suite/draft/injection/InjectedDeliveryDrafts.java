package dev.pacifica.suite.draft.injection;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.draft.event.DeliverySetting;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Every kind of event, injected into every mode and through every kind of gate: frame, stack, flags and place of the handler. */
public final class InjectedDeliveryDrafts {
    /** CF, IOPL 3 and NT; IF is clear, which must not matter (INJ-14). */
    private static final long FLAGS = 0x7003;

    private static final long ERROR_CODE = 0x1234;
    private static final Set<String> ONE_A_MODE = Set.of(
            "real", "v86", "protected16", "protected32", "protected32-user", "compatibility", "long64", "long64-user");

    private final List<Draft> drafts = new ArrayList<>();
    private final DeliverySetting setting;

    private InjectedDeliveryDrafts(DeliverySetting setting) {
        this.setting = setting;
    }

    public static List<Draft> all() {
        List<Draft> all = new ArrayList<>();
        for (DeliverySetting setting : DeliverySetting.all()) {
            InjectedDeliveryDrafts delivery = new InjectedDeliveryDrafts(setting);
            delivery.everywhere();
            if (ONE_A_MODE.contains(setting.name())) {
                delivery.onceAMode();
            }
            all.addAll(delivery.drafts);
        }
        return all;
    }

    private void everywhere() {
        arrives(
                draft("external", "an external interrupt with IF clear", Injection.external()),
                Injection.external(),
                "INJ-31",
                0);
        Event undefined = Event.exception(6);
        arrives(draft("ud", "#UD", undefined), undefined, "INJ-31", 0);
        if (!setting.isReal()) {
            Event protection = Event.exception(13, (int) ERROR_CODE);
            arrives(draft("gp", "#GP with an error code", protection), protection, "INJ-31", 0)
                    .claimField("INJ-02", "EXITCODE", 0x81);
        }
        Event software = Injection.software();
        Draft draft = draft("software", "a software interrupt, whose nRIP is behind its instruction", software)
                .requires("NRIPS");
        arrives(draft, software, "INJ-32", 2).claimField("INJ-24", "EXITCODE", 0x81);
    }

    private void onceAMode() {
        Event software = Injection.software();
        Draft without = draft("software-without-nrips", "a software interrupt on a processor without nRIP", software)
                .requires("!NRIPS");
        arrives(without, software, "INJ-33", 0);
        Draft nmi = draft("nmi-with-another-vector", "an NMI whose VECTOR is not 2", Injection.nmi());
        nmi.set("EVENTINJ", Injection.nmi().information() | 0x70);
        arrives(nmi, Injection.nmi(), "INJ-31", 0).claimField("INJ-21", "EXITCODE", 0x81);
        Event breakpoint = Event.exception(3);
        arrives(draft("bp", "#BP", breakpoint), breakpoint, "INJ-23", 0);
        if (!setting.is64Bit()) {
            Event overflow = Event.exception(4);
            arrives(draft("of", "#OF", overflow), overflow, "INJ-23", 0);
            Event bound = Event.exception(5);
            arrives(draft("br", "#BR", bound), bound, "INJ-31", 0).claimField("INJ-09", "EXITCODE", 0x81);
        }
    }

    private String name(String event) {
        return setting.name() + "-" + event;
    }

    private Draft draft(String name, String what, Event event) {
        Draft draft = Injection.into(name(name), setting.guest(), event, "nop", "nop", "vmmcall");
        drafts.add(prepared(draft, what, event));
        return draft;
    }

    private Draft prepared(Draft draft, String what, Event event) {
        draft.about(
                        "injection of " + what + ": " + setting.name().replace('-', ' '),
                        "the frame, the stack, the flags or the place of the handler is wrong")
                .code(setting.handler(), setting.handlerBits(), "vmmcall")
                .set("INTERCEPT_EXCEPTION", 0)
                .setBits("RFLAGS", FLAGS)
                .unspecified(ExitMasks.PLAIN);
        GuestSystem system = GuestSystem.install(draft).gate(event.vector(), 3, setting.gate());
        if (setting.cpl() != 0 || setting.gate().ist() != 0) {
            system.tss();
        }
        return draft;
    }

    private Draft arrives(Draft draft, Event event, String rule, int returnOffset) {
        String returns = rule.equals("INJ-23") ? "INJ-17" : rule;
        return draft.claimHandler(
                        setting.gate(),
                        new Arrival(
                                event,
                                returns,
                                draft.field("RIP") + returnOffset,
                                draft.field("RFLAGS"),
                                Injection.isFault(event),
                                setting.newStack()))
                .claimField(rule, "EXITCODE", 0x81)
                .claimField("INJ-14", "EXITCODE", 0x81)
                .claimField("INJ-38", "EXITINTINFO", 1L << 31, 0)
                .claimField(setting.isReal() ? "INJ-28" : "INJ-17", "EXITCODE", 0x81)
                .claimField("EXIT-13", "EVENTINJ", 1L << 31, 0);
    }
}
