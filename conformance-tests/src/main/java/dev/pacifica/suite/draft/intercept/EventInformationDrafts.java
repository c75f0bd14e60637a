package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.event.DeliveryDrafts;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** EXITINTINFO: exits in the middle of the delivery of each type of event, and the steps of a delivery one after the other. */
public final class EventInformationDrafts {
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long VALID = 1L << 31;
    private static final long WITH_CODE = 1L << 11;
    private static final long EXCEPTION = 3 << 8;
    private static final long SOFTWARE = 4 << 8;
    private static final long NMI = 2 << 8;
    private static final long WITHOUT_CODE = 0xFFFF_FFFFL;
    private static final int SHUTDOWN = 0x7F;
    private static final int DF = 0x48;
    private static final long HANDLER = Draft.GUEST + 0x100;
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;

    private final List<Draft> drafts = new ArrayList<>();

    private EventInformationDrafts() {}

    public static List<Draft> all() {
        EventInformationDrafts events = new EventInformationDrafts();
        events.types();
        events.injected();
        events.virtualInterrupt();
        events.pageFault();
        events.handedBack();
        events.steps();
        events.combinations();
        events.ends();
        return events.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String failure, String... text) {
        Draft draft = Attempt.of("event-information/" + name, guest, text).about(what, failure);
        drafts.add(draft);
        return draft;
    }

    /** A guest whose IDT has no gates: the delivery of what is not intercepted meets #GP, which is. */
    private Draft undeliverable(String name, Guest guest, long open, String what, String... text) {
        return draft(name, guest, what + " whose delivery meets #GP", "EXITINTINFO does not name the event", text)
                .clearBits("INTERCEPT_EXCEPTION", open)
                .set("IDTR.limit", 0);
    }

    private static Draft reports(Draft draft, String rule, long event) {
        long defined = (event & WITH_CODE) == 0 ? WITHOUT_CODE : -1;
        if (defined == -1) {
            draft.unspecified(
                    "exit-information-2", "external-bit", "guest-interrupt-mask", "instruction-bytes", "resume-flag");
        } else {
            draft.unspecified(ExitMasks.DURING_DELIVERY);
        }
        return draft.claimField(rule, "EXITCODE", Attempt.GP)
                .claimField("EVT-41", "EXITINFO1", ~1L, (event & 0xFF) * 8 + 2)
                .claimField(rule, "EXITINTINFO", defined, VALID | event);
    }

    private void types() {
        byInstruction("int1", 1, EXCEPTION | 1, "db 0xf1");
        byInstruction("int3", 3, EXCEPTION | 3, "int3");
        byInstruction("int-3-of-two-bytes", 3, SOFTWARE | 3, "db 0xcd, 3");
        byInstruction("int-4-of-two-bytes", 4, SOFTWARE | 4, "db 0xcd, 4");
        byInstruction("int-14", 14, SOFTWARE | 14, "int 14");
        byInstruction("int-80", -1, SOFTWARE | 0x80, "int 0x80");
        Draft into = undeliverable("into", Guest.protected32(), 1 << 4, "INTO", "into");
        reports(into.set("RFLAGS", 0x802), "XII-03", EXCEPTION | 4)
                .claimField("XII-14", "RIP", Draft.GUEST + 1)
                .claimField("XII-14", "RSP", TOP);
    }

    private void byInstruction(String name, int vector, long event, String text) {
        long open = vector < 0 ? 0 : 1L << vector;
        Draft draft = undeliverable(name, Guest.long64(), open, text.startsWith("db") ? name : text, text);
        reports(draft, "XII-03", event)
                .claimField("XII-14", "RIP", Draft.GUEST + 1)
                .claimField("XII-14", "RSP", TOP)
                .claimField("XII-14", "SS.selector", Fixture.DATA_SELECTOR);
        if ((event & SOFTWARE) == SOFTWARE && vector > 0) {
            draft.claimField("XII-22", "EXITCODE", Attempt.GP).setBits("INTERCEPT_EXCEPTION", open);
        }
    }

    private void injected() {
        inject("external-interrupt", 0x30, "XII-07");
        inject("software-interrupt", SOFTWARE | 0x30, "XII-07");
        inject("exception-with-error-code", 0x4321L << 32 | WITH_CODE | EXCEPTION | 11, "XII-07");
        inject("intercepted-exception", EXCEPTION | 6, "XII-23");
        Draft nmi = undeliverable("injected-nmi", Guest.long64(), 0, "an injected NMI", "nop")
                .set("EVENTINJ", VALID | NMI | 2)
                .unspecified(ExitMasks.DURING_DELIVERY)
                .unspecified("event-injection-consumed");
        nmi.claimField("XII-04", "EXITCODE", Attempt.GP)
                .claimField("XII-04", "EXITINTINFO", VALID | 7 << 8, VALID | NMI);
    }

    private void inject(String name, long event, String rule) {
        Draft draft = undeliverable("injected-" + name, Guest.long64(), 0, "an injected event", "nop")
                .set("EVENTINJ", VALID | event)
                .unspecified("event-injection-consumed");
        reports(draft, rule, event).claimField("XII-06", "EXITINTINFO", WITHOUT_CODE, (VALID | event) & WITHOUT_CODE);
    }

    private void virtualInterrupt() {
        Draft draft = DeliveryDrafts.interrupting(
                        undeliverable("virtual-interrupt", Guest.long64(), 0, "a virtual interrupt", "nop"))
                .set("RFLAGS", 0x202);
        reports(draft, "XII-05", draft.field("V_INTR_VECTOR")).claimField("XII-05", "V_IRQ", 0);
    }

    private void pageFault() {
        Draft draft = draft(
                        "page-fault-of-the-idt",
                        Guest.long64(),
                        "#UD whose delivery meets #PF, for the IDT is not mapped",
                        "an exit by #PF does not provide EXITINTINFO",
                        "ud2")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 6)
                .set("IDTR.base", UNMAPPED)
                .set("IDTR.limit", 0xFFF)
                .claimField("XII-02", "EXITCODE", Attempt.PF)
                .claimField("XII-02", "EXITINFO2", UNMAPPED + 6 * 16)
                .claimField("XII-02", "EXITINTINFO", WITHOUT_CODE, VALID | EXCEPTION | 6)
                .claimField("EXC-05", "EXITCODE", Attempt.PF);
        draft.unspecified("event-error-code", "guest-interrupt-mask", "instruction-bytes", "resume-flag");
    }

    /** The host mends the IDT and hands EXITINTINFO back as EVENTINJ. */
    private void handedBack() {
        Draft draft = new Draft("event-information/handed-back", Level.EXIT)
                .about(
                        "INT 30h whose delivery meets #GP; the host gives the IDT its limit, copies EXITINTINFO to EVENTINJ and resumes",
                        "the two fields have different encodings")
                .guest(Guest.long64(), "nop", "int 0x30", "ud2")
                .code(HANDLER, 64, "vmmcall")
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0)
                .data(Draft.GUEST_IDT + 0x30 * 16, Descriptors.gate64(HANDLER))
                .host(
                        "vmrun",
                        "mov rcx, [rax+0x88]",
                        "mov [rax+0xa8], rcx",
                        "mov dword [rax+0x484], 0xfff",
                        "mov dword [rax+0xc8], 0x%x".formatted(Draft.GUEST + 3),
                        "mov dword [rax+0x578], 0x%x".formatted(Draft.GUEST + 3),
                        "mov ecx, 0",
                        "vmrun",
                        "jmp end");
        drafts.add(draft.claimField("XII-06", "EXITCODE", Attempt.VMMCALL)
                .claimField("XII-06", "RIP", HANDLER)
                .claimField("XII-01", "EXITINTINFO", VALID, 0)
                .claim("XII-06", Subject.memory(TOP - 40), Draft.GUEST + 3)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("event-injection-consumed"));
    }

    /** What the delivery of a #UD leads to, by the intercepts that are set: each step of XII-20 in turn. */
    private void steps() {
        step("first-exception", 0x46, VALID, 0, 1 << 6 | 1 << 8 | 1 << 13);
        step("second-exception", 0x4D, WITHOUT_CODE, VALID | EXCEPTION | 6, 1 << 8 | 1 << 13)
                .unspecified(ExitMasks.DURING_DELIVERY);
        Draft doubled = step("double-fault", DF, 0, 0, 1 << 8);
        doubled.unspecified("double-fault-return", "event-before-double-fault");
        Draft last = step("shutdown", SHUTDOWN, 0, 0, 0);
        last.unspecified("after-shutdown", "event-before-shutdown");
        for (Draft draft : List.of(doubled, last)) {
            draft.unspecified(ExitMasks.PLAIN);
        }
    }

    private Draft step(String name, int code, long mask, long event, long intercepts) {
        Draft draft = draft(
                        "step-" + name,
                        Guest.long64(),
                        "#UD in a guest without IDT, with exceptions %Xh intercepted".formatted(intercepts),
                        "an intercept is tested too early, too late or not at all",
                        "ud2")
                .set("INTERCEPT_EXCEPTION", intercepts)
                .set("IDTR.limit", 0)
                .claimField("XII-20", "EXITCODE", code);
        if (name.equals("first-exception")) {
            draft.unspecified(ExitMasks.PLAIN);
        }
        return mask == 0 ? draft : draft.claimField("XII-20", "EXITINTINFO", mask, event);
    }

    /** An injected event without a gate, so that its delivery raises #GP, for which there is one. */
    private void combinations() {
        for (int first : new int[] {0, 10, 11, 12, 13, 14}) {
            combination("exception-" + first, event(first), DF);
        }
        combination("exception-8", event(8), SHUTDOWN);
        for (int first : new int[] {1, 3, 6, 7, 16, 17, 19}) {
            combination("exception-" + first, event(first), Attempt.VMMCALL);
        }
        combination("external-interrupt-10", 10, Attempt.VMMCALL);
        combination("software-interrupt-8", SOFTWARE | 8, Attempt.VMMCALL);
        combination("nmi", NMI | 2, Attempt.VMMCALL);
        Draft security = combination("exception-30", event(30), DF);
        security.claimField("EXC-33", "EXITCODE", DF);
    }

    private static long event(int vector) {
        boolean hasErrorCode = switch (vector) {
            case 8, 10, 11, 12, 13, 14, 17, 30 -> true;
            default -> false;
        };
        return EXCEPTION | (hasErrorCode ? WITH_CODE : 0) | vector;
    }

    private Draft combination(String name, long event, int code) {
        Draft draft = draft(
                        "gp-during-" + name,
                        Guest.long64(),
                        "#GP while an injected event is delivered: " + name.replace('-', ' '),
                        "the two combine to something else",
                        "nop")
                .code(HANDLER, 64, "vmmcall")
                .set("EVENTINJ", VALID | event)
                .set("INTERCEPT_EXCEPTION", 1 << 8)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .data(Draft.GUEST_IDT + 13 * 16, (event & 0xFF) == 13 ? new byte[16] : Descriptors.gate64(HANDLER))
                .claimField("XII-24", "EXITCODE", code)
                .unspecified("event-injection-consumed")
                .unspecified(ExitMasks.PLAIN);
        return switch (code) {
            case DF -> draft.unspecified("double-fault-return", "event-before-double-fault");
            case SHUTDOWN -> draft.unspecified("after-shutdown", "event-before-shutdown");
            default -> draft.claimField("XII-24", "RIP", HANDLER);
        };
    }

    /** Without the SHUTDOWN intercept. */
    private void ends() {
        for (Guest guest : new Guest[] {Guest.long64(), Guest.protected32()}) {
            drafts.add(
                    new Draft("event-information/shutdown-not-intercepted-%d-bits".formatted(guest.bits()), Level.EXIT)
                            .about(
                                    "a triple fault of a guest whose SHUTDOWN intercept is clear",
                                    "the guest exits, or goes on, instead of shutting the processor down")
                            .guest(guest, "ud2")
                            .set("INTERCEPT_EXCEPTION", 0)
                            .set("IDTR.limit", 0)
                            .clearBits("INTERCEPT_3", Guest.SHUTDOWN)
                            .claimEnds("MISC-11", Ended.SHUTDOWN)
                            .claimEnds("EXIT-63", Ended.SHUTDOWN));
        }
    }
}
