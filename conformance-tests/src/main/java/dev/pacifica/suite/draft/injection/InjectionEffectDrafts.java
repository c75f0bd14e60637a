package dev.pacifica.suite.draft.injection;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** What an injection looks at and changes beside the guest's stack, and what it does not. */
public final class InjectionEffectDrafts {
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    private static final long TF = 0x100;
    private static final long IF = 0x200;
    private static final long EVENT_INTERCEPTS = 0x1F; // INTR, NMI, SMI, INIT and VINTR
    private static final long INTN = 1 << 21;
    private static final long VINTR = 1 << 4;
    private static final int TRAP_GATE = 0x8F;
    private static final int NEXT = 0x31;
    private static final long NEXT_HANDLER = GuestSystem.HANDLER + 0x80;

    private final List<Draft> drafts = new ArrayList<>();

    private InjectionEffectDrafts() {}

    public static List<Draft> all() {
        InjectionEffectDrafts effects = new InjectionEffectDrafts();
        effects.intercepts();
        effects.registers();
        effects.virtualInterrupts();
        effects.flags();
        effects.nmis();
        effects.readEachTime();
        return effects.drafts;
    }

    private Draft draft(String name, Event event, String what, String why) {
        Draft draft = Injection.into(name, Guest.long64(), event, "ud2")
                .about(what, why)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }

    /** INJ-15, INJ-48: the event's own intercept is not looked at; later events' are. */
    private void intercepts() {
        for (int vector : new int[] {0, 6, 7, 14, 16, 30}) {
            Event event = vector == 14 || vector == 30 ? Event.exception(vector, 1) : Event.exception(vector);
            Draft draft = draft(
                    "intercepted-exception-" + vector,
                    event,
                    "injection of exception %d, whose intercept is set; its handler executes UD2".formatted(vector),
                    "the injection exits, or the intercept is lost for what follows");
            Injection.handled(draft, vector, Injection.GATE, "ud2");
            draft.claimField("INJ-48", "EXITCODE", Attempt.UD)
                    .claimField("INJ-48", "RIP", GuestSystem.HANDLER)
                    .claimField("INJ-15", "RSP", TOP - (event.errorCode().isPresent() ? 48 : 40))
                    .claimField("INJ-38", "EXITINTINFO", 1L << 31, 0);
        }
        Event[] events = {Injection.external(), Injection.nmi(), Injection.software()};
        String[] names = {"external", "nmi", "software"};
        for (int n = 0; n < events.length; n++) {
            Draft draft = draft(
                            "intercepted-" + names[n],
                            events[n],
                            "injection of an event whose kind is intercepted: " + names[n],
                            "the injection exits")
                    .setBits("INTERCEPT_3", EVENT_INTERCEPTS | INTN);
            if (names[n].equals("software")) {
                draft.requires("NRIPS");
            }
            Injection.handled(draft, events[n].vector(), Injection.GATE, "vmmcall");
            Injection.arrives(draft, "INJ-15", 0);
        }
    }

    /** INJ-20: VMRUN has loaded CR2, DR6 and DR7; the injection leaves them. */
    private void registers() {
        Draft page = draft(
                        "pf-leaves-cr2",
                        Event.exception(14, 2),
                        "injection of #PF, whose handler reads CR2",
                        "CR2 is not what the VMCB holds")
                .set("CR2", 0x0000_1234_5678_9000L);
        Injection.handled(page, 14, Injection.GATE, "mov rbx, cr2", "vmmcall");
        Injection.arrives(page, "INJ-20", 3)
                .claim("INJ-20", "rbx", 0x0000_1234_5678_9000L)
                .claimField("INJ-20", "CR2", 0x0000_1234_5678_9000L);
        for (long dr6 : new long[] {0xFFFF_0FF0L, 0xFFFF_4FF1L}) {
            Draft debug = draft(
                            "db-leaves-dr6-%x".formatted(dr6 & 0xFFFF),
                            Event.exception(1),
                            "injection of #DB with DR6 %Xh and DR7.GD set".formatted(dr6),
                            "the injection writes DR6 or DR7")
                    .set("DR6", dr6)
                    .set("DR7", 0x2400);
            Injection.handled(debug, 1, Injection.GATE, "vmmcall");
            Injection.arrives(debug, "INJ-20", 0)
                    .claimField("INJ-20", "DR6", dr6)
                    .claimField("INJ-20", "DR7", 0x2400);
        }
    }

    /** INJ-22, INJ-49. */
    private void virtualInterrupts() {
        Draft masked = pending("external-with-v-irq-through-interrupt-gate", "an interrupt gate, which masks it");
        Injection.handled(masked, Injection.VECTOR, Injection.GATE, "vmmcall");
        Injection.arrives(masked, "INJ-49", 0).claimField("INJ-22", "V_IRQ", 1).claimField("INJ-22", "V_TPR", 3);
        Draft open = pending("external-with-v-irq-through-trap-gate", "a trap gate, which does not mask it");
        Injection.handled(open, Injection.VECTOR, TRAP_GATE, "vmmcall")
                .entry(NEXT, Injection.GATE, 0, Fixture.CODE64_SELECTOR, NEXT_HANDLER);
        open.code(NEXT_HANDLER, 64, "vmmcall")
                .claimField("INJ-49", "RIP", NEXT_HANDLER)
                .claimField("INJ-49", "V_IRQ", 0)
                .claim("INJ-49", Subject.memory(TOP - 40), Draft.GUEST)
                .claim("INJ-49", Subject.memory(TOP - 88), GuestSystem.HANDLER);
        Draft intercepted = pending("external-with-v-irq-intercepted", "a trap gate, and intercepted")
                .setBits("INTERCEPT_3", VINTR);
        Injection.handled(intercepted, Injection.VECTOR, TRAP_GATE, "vmmcall");
        intercepted
                .claimField("INJ-49", "EXITCODE", 0x64)
                .claimField("INJ-49", "RIP", GuestSystem.HANDLER)
                .claimField("INJ-22", "V_IRQ", 1)
                .claim("INJ-49", Subject.memory(TOP - 40), Draft.GUEST);
    }

    private Draft pending(String name, String what) {
        return draft(
                        name,
                        Injection.external(),
                        "injection of an external interrupt while a virtual one is pending: " + what,
                        "the virtual interrupt comes first, is lost, or does not come")
                .setBits("RFLAGS", IF)
                .set("V_TPR", 3)
                .set("V_INTR_PRIO", 4)
                .set("V_IRQ", 1)
                .set("V_INTR_VECTOR", NEXT);
    }

    /** INJ-27, INJ-50. */
    private void flags() {
        for (int access : new int[] {Injection.GATE, TRAP_GATE}) {
            boolean isTrap = access == TRAP_GATE;
            Draft draft = draft(
                            "external-with-tf-through-" + (isTrap ? "trap" : "interrupt") + "-gate",
                            Injection.external(),
                            "injection of an external interrupt with TF, IF and NT set",
                            "the handler is single-stepped, or starts with other flags")
                    .setBits("RFLAGS", TF | IF | 0x4000);
            Injection.handled(draft, Injection.VECTOR, access, "nop", "vmmcall");
            Injection.arrives(draft, "INJ-50", 1)
                    .claimField("INJ-27", "RFLAGS", ~Guest.RESUME_FLAG, isTrap ? IF | 2 : 2)
                    .claimField("INJ-50", "DR6", 0xFFFF_0FF0L)
                    .claim("INJ-27", Subject.memory(TOP - 24), TF | IF | 0x4002);
        }
        Draft resumed = draft(
                        "external-with-rf",
                        Injection.external(),
                        "injection of an external interrupt with RF set, which is pushed",
                        "RF is lost from the image of RFLAGS, or stays set in the handler")
                .setBits("RFLAGS", Injection.RESUME);
        Injection.handled(resumed, Injection.VECTOR, Injection.GATE, "pushfq", "vmmcall");
        Injection.arrives(resumed, "INJ-27", 1)
                .claim("INJ-27", Subject.memory(TOP - 24), 0x1_0002)
                .claim("INJ-27", Subject.memory(TOP - 48), 2);
    }

    /** INJ-21: an NMI that was injected does not hold the next one off. */
    private void nmis() {
        Draft draft = draft(
                        "nmi-in-the-handler-of-an-nmi",
                        Injection.nmi(),
                        "injection of an NMI, and of another one into its handler",
                        "the second NMI is held off")
                .host("vmrun", "mov dword [rax+0xa8], 0x80000202", "vmrun", "jmp end");
        Injection.handled(draft, 2, Injection.GATE, "vmmcall");
        Injection.arrives(draft, "INJ-21", 0)
                .claimField("INJ-21", "RSP", TOP - 88)
                .claim("INJ-21", Subject.memory(TOP - 88), GuestSystem.HANDLER);
    }

    /** INJ-06: whatever the clean bits say. */
    private void readEachTime() {
        Draft draft = draft(
                        "read-in-spite-of-clean-bits",
                        Injection.external(),
                        "a second VMRUN with an event to inject and all clean bits set",
                        "EVENTINJ is taken from a copy")
                .set("EVENTINJ", 0)
                .host("vmrun", "mov dword [rax+0xc0], 0x1fff", "mov dword [rax+0xa8], 0x80000030", "vmrun", "jmp end");
        draft.code(Draft.GUEST + 0x40, 64, "vmmcall").set("RIP", Draft.GUEST + 0x40);
        Injection.handled(draft, Injection.VECTOR, Injection.GATE, "vmmcall");
        Injection.arrives(draft, "INJ-06", 0)
                .claimField("INJ-01", "EXITCODE", Attempt.VMMCALL)
                .claim("INJ-06", Subject.memory(TOP - 40), Draft.GUEST + 0x40);
    }
}
