package dev.pacifica.suite.draft.injection;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** Hosts that inject what the guest's last exit has left unfinished, or that run the guest again without doing so. */
public final class ReinjectionDrafts {
    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    private static final long UNMAPPED = 0x1_0000_0000L;

    private static final String COPY_LOW = "mov rcx, [rax+0x88]"; // EXITINTINFO
    private static final String COPY_HIGH = "mov [rax+0xa8], rcx"; // EVENTINJ

    private final List<Draft> drafts = new ArrayList<>();

    private ReinjectionDrafts() {}

    public static List<Draft> all() {
        ReinjectionDrafts again = new ReinjectionDrafts();
        again.interceptedInstructions();
        again.mendedGates();
        again.mendedStack();
        again.notInjected();
        return again.drafts;
    }

    private Draft draft(String name, String what, String why, String... program) {
        Draft draft = new Draft("injection/" + name, Level.EXCEPTION)
                .about(what, why)
                .guest(Guest.long64(), program)
                .unspecified("event-injection-consumed")
                .unspecified(ExitMasks.PLAIN);
        drafts.add(draft);
        return draft;
    }

    /** INJ-34: the host injects what it has intercepted, with the nRIP that the exit has left. */
    private void interceptedInstructions() {
        Draft draft = draft(
                        "intercepted-int-with-its-nrip",
                        "an intercepted INT 30h that the host injects with the nRIP of the exit",
                        "the handler returns to INT, or the injection is intercepted too",
                        "nop",
                        "int 0x30",
                        "mov ebx, 0x77",
                        "vmmcall")
                .requires("NRIPS")
                .setBits("INTERCEPT_3", 1 << 21)
                .host("vmrun", "mov dword [rax+0xa8], 0x80000430", "vmrun", "jmp end");
        Injection.handled(draft, Injection.VECTOR, Injection.GATE, "iretq");
        draft.claim("INJ-34", "rbx", 0x77)
                .claimField("INJ-34", "RIP", Draft.GUEST + 3 + 5)
                .claimField("INJ-15", "EXITCODE", Attempt.VMMCALL)
                .claimField("INJ-34", "RSP", TOP)
                .claim("INJ-32", Subject.memory(TOP - 40), Draft.GUEST + 3);
    }

    /** INJ-46: a gate that was absent at first. */
    private void mendedGates() {
        mended("ud", 6, 0, 0, "ud2").clearBits("INTERCEPT_EXCEPTION", 1 << 6);
        mended("gp", 13, 8, 0, "mov ds, bx")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 13)
                .gpr("rbx", 0x1003)
                .claim("INJ-46", Subject.memory(TOP - 48), 0x1000);
        Draft software = mended("int", Injection.VECTOR, 0, 2, "int 0x30").requires("NRIPS");
        host(
                software,
                Injection.VECTOR,
                "mov qword [rax+0xc8], 0x%x".formatted(Draft.GUEST + 3)); // nRIP of an #NP is 0
        Draft virtual = mended("virtual-interrupt", Injection.VECTOR, 0, 0, "nop");
        virtual.setBits("RFLAGS", 0x200)
                .set("INTERRUPT_SHADOW", 1)
                .set("V_IRQ", 1)
                .set("V_IGN_TPR", 1)
                .set("V_INTR_VECTOR", Injection.VECTOR)
                .claimField("INJ-22", "V_IRQ", 0);
    }

    private Draft mended(String name, int vector, int errorCodeSize, int length, String instruction) {
        Draft draft = draft(
                "mended-gate-for-" + name,
                "an event whose gate is absent; the host makes it present and injects EXITINTINFO",
                "the guest sees another frame than without the first exit",
                "nop",
                instruction,
                "vmmcall");
        Injection.handled(draft, vector, Injection.GATE & ~0x80, "vmmcall");
        host(draft, vector, "nop");
        return Injection.arrives(draft, "INJ-46", 0)
                .claimField("INJ-46", "RSP", TOP - 40 - errorCodeSize)
                .claim("INJ-46", Subject.memory(TOP - 40), Draft.GUEST + 1 + length);
    }

    /** Bit 7 of byte 5 of the gate. */
    private static void host(Draft draft, int vector, String more) {
        draft.host(
                "vmrun",
                "mov ecx, 0x%x".formatted(Draft.GUEST_IDT + vector * 16L + 5),
                "mov byte [rcx], 0x8e",
                more,
                COPY_LOW,
                COPY_HIGH,
                "vmrun",
                "mov ecx, 0",
                "jmp end");
    }

    /** INJ-46: a stack that was not mapped at first; the host gives the guest another one. */
    private void mendedStack() {
        Draft draft = draft(
                        "mended-stack",
                        "#UD onto a stack that is not mapped; the host moves the stack and injects EXITINTINFO",
                        "the event is lost, or a double fault is made of it",
                        "nop",
                        "ud2")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 6)
                .set("RSP", UNMAPPED + Fixture.PAGE_SIZE)
                .host(
                        "vmrun",
                        "mov ecx, 0x%x".formatted(TOP),
                        "mov [rax+0x5d8], rcx",
                        COPY_LOW,
                        COPY_HIGH,
                        "vmrun",
                        "mov ecx, 0",
                        "jmp end")
                .touches(Draft.GUEST_STACK);
        Injection.handled(draft, 6, Injection.GATE, "vmmcall");
        Injection.arrives(draft, "INJ-46", 0)
                .claimField("INJ-46", "RSP", TOP - 40)
                .claim("INJ-46", Subject.memory(TOP - 40), Draft.GUEST + 1)
                .claim("INJ-46", Subject.memory(TOP - 16), TOP);
    }

    /** INJ-19: an event that the host does not inject is forgotten; the next fault is not made a double fault. */
    private void notInjected() {
        Draft draft = draft(
                        "forgotten-gp",
                        "#GP whose gate is absent; the host makes it present and runs the guest again without injecting",
                        "the second #GP is combined with the first",
                        "mov ds, bx")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 13)
                .gpr("rbx", 0x1003)
                .host(
                        "vmrun",
                        "mov ecx, 0x%x".formatted(Draft.GUEST_IDT + 13 * 16 + 5),
                        "mov byte [rcx], 0x8e",
                        "vmrun",
                        "jmp end");
        Injection.handled(draft, 13, Injection.GATE & ~0x80, "vmmcall");
        Injection.arrives(draft, "INJ-19", 0).claimField("INJ-19", "RSP", TOP - 48);
    }
}
