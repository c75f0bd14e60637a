package dev.pacifica.suite.draft.event;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Interrupt shadows of STI, MOV SS and POP SS, seen with virtual interrupts and at exits (EVT-55, VIRQ-66 to VIRQ-69). */
public final class ShadowDrafts {
    private static final long VINTR = 1 << 4;
    private static final int VINTR_EXIT = 0x64;
    private static final int CPUID_EXIT = 0x72;
    private static final long IF = 0x200;

    private final List<Draft> drafts = new ArrayList<>();

    private ShadowDrafts() {}

    public static List<Draft> all() {
        ShadowDrafts shadows = new ShadowDrafts();
        for (DeliverySetting setting : DeliverySetting.all()) {
            if (setting.name().matches("real|v86|protected16|protected32|compatibility|long64")) {
                shadows.ofSti(setting);
                shadows.atExits(setting);
                shadows.loaded(setting);
            }
        }
        shadows.delivered();
        shadows.injected();
        return shadows.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String... lines) {
        Draft draft = new Draft("shadows/" + name, Level.EXCEPTION)
                .about(what, "an interrupt comes into the shadow, or is kept out after it")
                .guest(guest, lines)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }

    /** With a virtual interrupt pending and intercepted; the program ends with VMMCALL. */
    private void interrupted(
            DeliverySetting setting, String name, String what, long flags, int at, String rule, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("vmmcall");
        Draft draft = DeliveryDrafts.interrupting(
                        draft(setting.name() + "-" + name, setting.guest(), what, program.toArray(String[]::new)))
                .setBits("INTERCEPT_3", VINTR)
                .setBits("RFLAGS", flags);
        draft.claimField(rule, "EXITCODE", VINTR_EXIT)
                .claimField("VIRQ-63", "RIP", draft.field("RIP") + at)
                .claimField("VIRQ-64", "V_IRQ", 1)
                .claimField("VIRQ-67", "INTERRUPT_SHADOW", 0);
    }

    private void ofSti(DeliverySetting setting) {
        interrupted(setting, "sti", "STI with an interrupt pending", 0, 2, "EVT-55", "sti", "nop", "nop");
        interrupted(
                setting,
                "popf",
                "POPF that sets IF with an interrupt pending",
                0,
                setting.isSmall() ? 4 : 6,
                "EVT-55",
                setting.isSmall() ? "push 0x3202" : "push 0x202",
                "popf",
                "nop");
        Draft disabled = DeliveryDrafts.interrupting(draft(
                        setting.name() + "-sti-cli",
                        setting.guest(),
                        "STI and CLI with an interrupt pending",
                        "sti",
                        "cli",
                        "nop",
                        "vmmcall"))
                .setBits("INTERCEPT_3", VINTR);
        disabled.claimField("EVT-55", "EXITCODE", Attempt.VMMCALL)
                .claimField("EVT-52", "V_IRQ", 1)
                .claimField("EVT-55", "RIP", disabled.field("RIP") + 3);
        interrupted(
                setting,
                "sti-nop-cli",
                "STI, NOP and CLI with an interrupt pending",
                0,
                2,
                "EVT-55",
                "sti",
                "nop",
                "cli");
        Draft fault = DeliveryDrafts.interrupting(draft(
                        setting.name() + "-sti-ud",
                        setting.guest(),
                        "an intercepted #UD in the shadow of STI",
                        "sti",
                        "ud2"))
                .setBits("INTERCEPT_3", VINTR);
        fault.claimField("EVT-55", "EXITCODE", Attempt.UD)
                .claimField("VIRQ-67", "INTERRUPT_SHADOW", 1)
                .claimField("EVT-52", "V_IRQ", 1);
    }

    /** What an intercepted CPUID shows. */
    private void atExits(DeliverySetting setting) {
        String register = setting.isSmall() ? "ax" : "eax";
        atExit(setting, "mov-ss", true, 0, "mov " + register + ", ss", "mov ss, " + register);
        atExit(setting, "mov-ds", false, 0, "mov " + register + ", ds", "mov ds, " + register);
        atExit(setting, "sti", true, 0, "sti");
        atExit(setting, "sti-with-if", false, IF, "sti");
        atExit(setting, "sti-nop", false, 0, "sti", "nop");
        if (!setting.is64Bit()) {
            atExit(setting, "pop-ss", true, 0, "push ss", "pop ss");
            atExit(setting, "pop-ss-nop", false, 0, "push ss", "pop ss", "nop");
            atExit(setting, "pop-ds", false, 0, "push ds", "pop ds");
        }
    }

    private void atExit(DeliverySetting setting, String name, boolean hasShadow, long flags, String... lines) {
        List<String> program = new ArrayList<>(List.of(lines));
        program.add("cpuid");
        draft(
                        setting.name() + "-exit-after-" + name,
                        setting.guest(),
                        "an intercepted CPUID after " + String.join(", ", lines),
                        program.toArray(String[]::new))
                .setBits("INTERCEPT_3", Guest.CPUID)
                .setBits("RFLAGS", flags)
                .claimField("VIRQ-69", "EXITCODE", CPUID_EXIT)
                .claimField("VIRQ-67", "INTERRUPT_SHADOW", hasShadow ? 1 : 0);
    }

    /** A shadow that VMRUN loads, and its neighbour. */
    private void loaded(DeliverySetting setting) {
        interrupted(setting, "loaded", "VMRUN with IF set and a shadow", IF, 1, "VIRQ-68", "nop", "nop");
        drafts.get(drafts.size() - 1).set("INTERRUPT_SHADOW", 1);
        interrupted(setting, "not-loaded", "VMRUN with IF set and no shadow", IF, 0, "VIRQ-49", "nop", "nop");
    }

    private void delivered() {
        handled("sti", "an interrupt after the shadow of STI, handled by the guest", 2, "sti", "nop", "nop");
        handled("sti-hlt", "HLT in the shadow of STI: the interrupt ends it", 2, "sti", "hlt", "nop");
        handled("sti-nop-hlt", "an interrupt before HLT", 2, "sti", "nop", "hlt");
    }

    private void handled(String name, String what, int at, String... lines) {
        Draft draft = DeliveryDrafts.interrupting(draft("handled-after-" + name, Guest.long64(), what, lines));
        GuestSystem.install(draft).entry(DeliveryDrafts.VECTOR, 0x8E, 0, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER);
        long top = draft.field("RSP");
        draft.code(GuestSystem.HANDLER, 64, "vmmcall")
                .claimField("VIRQ-51", "RIP", GuestSystem.HANDLER)
                .claimField("VIRQ-53", "V_IRQ", 0)
                .claim("EVT-55", Subject.memory(top - 40), Draft.GUEST + at);
    }

    /** INJ-47: nothing holds an injected event off. */
    private void injected() {
        Event event = new Event(0, DeliveryDrafts.VECTOR, Optional.empty());
        Draft draft = draft("injected", Guest.long64(), "injection into a shadow, with IF clear", "nop")
                .set("EVENTINJ", event.information())
                .set("INTERRUPT_SHADOW", 1)
                .set("V_TPR", 15)
                .unspecified("event-injection-consumed", "shadow-after-injection");
        GuestSystem.install(draft).entry(DeliveryDrafts.VECTOR, 0x8E, 0, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER);
        draft.code(GuestSystem.HANDLER, 64, "vmmcall").claimField("INJ-47", "RIP", GuestSystem.HANDLER);
    }
}
