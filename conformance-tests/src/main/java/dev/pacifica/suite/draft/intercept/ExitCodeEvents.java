package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.event.DeliveryDrafts;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import java.util.ArrayList;
import java.util.List;

/** A vector for each exit code of an exception or another event, as {@link ExitCodeDrafts} has them for instructions. */
final class ExitCodeEvents {
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long NON_CANONICAL = 0x0000_8000_0000_0000L;
    private static final long TASK_SWITCHED = 1 << 3;
    private static final long NUMERIC_ERROR = 1 << 5;
    private static final long ALIGNMENT = 1 << 18;
    /** CR4.OSFXSR and CR4.OSXMMEXCPT. */
    private static final long FLOATING_POINT = 3 << 9;

    private static final int SHUTDOWN = 0x7F;
    private static final String[] PENDING_ERROR = {"fninit", "db 0xd9, 0xc0", "fldcw [rbx]"};

    private final List<Draft> drafts = new ArrayList<>();

    private final boolean isDetailed;

    private ExitCodeEvents(boolean isDetailed) {
        this.isDetailed = isDetailed;
    }

    static List<Draft> all(boolean isDetailed) {
        ExitCodeEvents events = new ExitCodeEvents(isDetailed);
        events.exceptions();
        events.instructions();
        events.withErrorCodes();
        events.mediaExceptions();
        events.doubleFault();
        events.virtualInterrupt();
        if (!isDetailed) {
            events.shutdown();
        }
        return events.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String... text) {
        Draft draft = ExitCodeDrafts.detailed(Attempt.of(ExitCodeDrafts.id(name, isDetailed), guest, text))
                .gpr("rbx", Draft.SCRATCH)
                .gpr("rcx", 0)
                .touches(Draft.SCRATCH)
                .about(
                        "an exit by " + what,
                        "the exit code, rIP, EXITINFO1 or EXITINFO2 is wrong, or nRIP is that of an instruction");
        drafts.add(draft);
        return draft;
    }

    /** A fault that defines no EXITINFO. */
    private Draft fault(int rule, int vector, String particular, Draft draft) {
        return ExitCodeDrafts.claims(draft, "CODE-" + rule, 0x40 + vector, 1, 0)
                .claimField(particular, "EXITCODE", 0x40 + vector)
                .unspecified(ExitMasks.PLAIN);
    }

    private void exceptions() {
        fault(104, 0, "EXC-10", draft("de", Guest.long64(), "#DE", "div ecx"));
        fault(
                105,
                1,
                "EXC-11",
                draft("db", Guest.long64(), "#DB", "mov rdx, dr0").set("DR7", 0x2400));
        fault(110, 6, "EXC-16", draft("ud", Guest.long64(), "#UD", "ud2"));
        Draft unavailable = draft("nm", Guest.long64(), "#NM", "fninit").setBits("CR0", TASK_SWITCHED);
        fault(111, 7, "EXC-17", unavailable);
    }

    /** INT3, INTO and BOUND, whose exits have an nRIP (EXC-08). */
    private void instructions() {
        instruction(107, 3, 1, draft("bp", Guest.long64(), "INT3", "int3"));
        instruction(108, 4, 1, draft("of", Guest.protected32(), "INTO", "into").set("RFLAGS", 0x802));
        Draft bound = draft("br", Guest.protected32(), "BOUND", "bound eax, [ebx]")
                .set("RAX", 9)
                .data(Draft.SCRATCH, Descriptors.bytes(8L << 32 | 1));
        instruction(109, 5, 2, bound);
    }

    private static void instruction(int rule, int vector, int length, Draft draft) {
        ExitCodeDrafts.claims(draft, "CODE-" + rule, 0x40 + vector, 1, 1 + length)
                .unspecified(ExitMasks.PLAIN);
        ExitCodeDrafts.nextRip(draft, "EXC-08", draft.field("RIP") + 1 + length);
    }

    private void withErrorCodes() {
        Draft np = draft("np", Guest.protected32(), "#NP", "mov ds, ax");
        withErrorCode(115, 11, 8, absentSegment(np));
        Draft ss = draft("ss", Guest.protected32(), "#SS", "mov ss, ax");
        withErrorCode(116, 12, 8, absentSegment(ss));
        Draft gp = draft("gp", Guest.long64(), "#GP", "mov ds, ax").set("RAX", 0x1003);
        withErrorCode(117, 13, 0x1000, gp);
        Draft ac = draft("ac", Guest.long64User(), "#AC", "mov eax, [rbx+1]")
                .setBits("CR0", ALIGNMENT)
                .setBits("RFLAGS", ALIGNMENT);
        withErrorCode(121, 17, 0, ac);
        Draft pf = draft("pf", Guest.long64(), "#PF", "mov [rbx], al")
                .gpr("rbx", UNMAPPED + 0x123)
                .set("CR2", 0x5555_0000L);
        ExitCodeDrafts.claims(pf, "CODE-118", 0x4E, 1, 0)
                .claimField("CODE-118", "EXITINFO1", 2)
                .claimField("CODE-118", "EXITINFO2", UNMAPPED + 0x123)
                .claimField("EXC-04", "CR2", 0x5555_0000L)
                .claimField("EXC-04", "DR6", pf.field("DR6"))
                .unspecified(ExitMasks.WITH_BOTH);
        Draft gpLeaves = draft("gp-leaves-registers", Guest.long64(), "#GP", "mov cl, [rbx]")
                .gpr("rbx", NON_CANONICAL)
                .set("CR2", 0x5555_0000L)
                .set("DR6", 0xFFFF_0FF2L);
        withErrorCode(117, 13, 0, gpLeaves)
                .claimField("EXC-04", "CR2", 0x5555_0000L)
                .claimField("EXC-04", "DR6", 0xFFFF_0FF2L)
                .claimField("EXC-04", "DR7", 0x400);
    }

    private static Draft withErrorCode(int rule, int vector, int errorCode, Draft draft) {
        return ExitCodeDrafts.claims(draft, "CODE-" + rule, 0x40 + vector, 1, 0)
                .claimField("CODE-" + rule, "EXITINFO1", errorCode)
                .unspecified(ExitMasks.WITH_INFO_1);
    }

    /** A GDT whose first descriptor is a data segment that is not present; RAX selects it. */
    private static Draft absentSegment(Draft draft) {
        return draft.set("RAX", 8)
                .set("GDTR.base", Draft.SCRATCH)
                .set("GDTR.limit", 0xF)
                .data(Draft.SCRATCH + 8, Descriptors.bytes(0x00CF_1300_0000_FFFFL));
    }

    /** The invalid-operation flag of an FLD of an empty register, which FLDCW unmasks. */
    private void mediaExceptions() {
        Draft mf = pendingError("mf", "#MF", "waits: wait");
        ExitCodeDrafts.claims(mf, "CODE-120", 0x50, mf.guestLabel("waits") - Draft.GUEST, 0)
                .claimField("EXC-26", "EXITCODE", 0x50)
                .unspecified(ExitMasks.PLAIN);
        Draft status = pendingError("mf-after-the-status-word", "#MF", "waits: wait")
                .host(
                        "vmrun",
                        "fnstsw ax",
                        "movzx ebx, ax",
                        "fninit",
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "jmp end");
        status.claimField("EXC-26", "EXITCODE", 0x50)
                .claim("EXC-26", "rbx", 0xB8C1) // B, TOP 7, ES, SF, IE
                .unspecified(ExitMasks.PLAIN);
        floatingPoint();
        for (String waiting : new String[] {"wait", "fld1", "emms"}) {
            freeze(waiting);
        }
        Draft quiet = pendingError("ferr-freeze-not-at-fninit", "FNINIT with an error pending", "fninit")
                .clearBits("CR0", NUMERIC_ERROR);
        ExitCodeDrafts.intercept(quiet, 0x7E)
                .claimField("MISC-08", "EXITCODE", Attempt.VMMCALL)
                .claimField("MISC-08", "RIP", quiet.guestLabel("done"))
                .unspecified(ExitMasks.PLAIN);
        Draft reported = pendingError("ferr-freeze-not-with-ne", "an x87 error with CR0.NE set", "waits: wait");
        ExitCodeDrafts.intercept(reported, 0x7E)
                .claimField("MISC-08", "EXITCODE", 0x50)
                .claimField("MISC-08", "RIP", reported.guestLabel("waits"))
                .unspecified(ExitMasks.PLAIN);
    }

    /** A signaling NaN, and an MXCSR that masks nothing. The host stores what has become of it. */
    private void floatingPoint() {
        Draft xf = draft("xf", Guest.long64(), "#XF", "ldmxcsr [rbx]", "movd xmm0, [rbx+4]", "trial: comiss xmm0, xmm0")
                .setBits("CR4", FLOATING_POINT)
                .data(Draft.SCRATCH, Descriptors.bytes(0x7F80_0001L << 32))
                .host("vmrun", "stmxcsr [rbx+8]", "jmp end")
                .state("cr4", 0x220)
                .claim("EXC-29", Subject.memory(Draft.SCRATCH + 8), 0xFFFF_FFFFL, 1)
                .claimField("EXC-29", "EXITCODE", 0x53)
                .unspecified(ExitMasks.PLAIN);
        ExitCodeDrafts.claims(xf, "CODE-123", 0x53, xf.guestLabel("trial") - Draft.GUEST, 0);
    }

    private void freeze(String waiting) {
        Draft draft = pendingError("ferr-freeze-at-" + waiting, "an x87 error with CR0.NE clear", "waits: " + waiting)
                .clearBits("CR0", NUMERIC_ERROR);
        ExitCodeDrafts.intercept(draft, 0x7E);
        ExitCodeDrafts.claims(draft, "CODE-161", 0x7E, draft.guestLabel("waits") - Draft.GUEST, 0)
                .claimField("MISC-08", "EXITCODE", 0x7E)
                .claimField("MISC-09", "RIP", draft.guestLabel("waits"))
                .unspecified(ExitMasks.PLAIN);
        ExitCodeDrafts.nextRip(draft, "MISC-09", 0);
    }

    /** The host clears x87 state afterwards, which other vectors start from. */
    private Draft pendingError(String name, String what, String instruction) {
        List<String> lines = new ArrayList<>(List.of(PENDING_ERROR));
        lines.add(instruction);
        return draft(name, Guest.long64(), what, lines.toArray(String[]::new))
                .data(Draft.SCRATCH, Descriptors.bytes(0x37E))
                .host("vmrun", "fninit", "jmp end");
    }

    private void doubleFault() {
        Draft draft = draft("df", Guest.long64(), "#DF", "mov ds, ax")
                .set("RAX", 0x1003)
                .set("INTERCEPT_EXCEPTION", 1 << 8)
                .set("IDTR.limit", 0)
                .claimField("CODE-112", "EXITCODE", 0x48)
                .claimField("EXC-18", "EXITCODE", 0x48);
        ExitCodeDrafts.nextRip(draft, "CODE-112", 0)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("double-fault-return", "event-before-double-fault");
        Draft paged = draft("df-after-a-page-fault", Guest.long64(), "#DF", "mov cl, [rbx]")
                .gpr("rbx", UNMAPPED + 0x10)
                .set("INTERCEPT_EXCEPTION", 1 << 8)
                .set("IDTR.limit", 0)
                .claimField("EXC-18", "EXITCODE", 0x48)
                .claimField("EXC-18", "CR2", UNMAPPED + 0x10);
        paged.unspecified(ExitMasks.PLAIN).unspecified("double-fault-return", "event-before-double-fault");
    }

    private void shutdown() {
        Draft draft = draft("shutdown", Guest.long64(), "shutdown", "mov ds, ax")
                .set("RAX", 0x1003)
                .set("INTERCEPT_EXCEPTION", 0)
                .set("IDTR.limit", 0)
                .claimField("CODE-162", "EXITCODE", SHUTDOWN)
                .claimField("MISC-10", "EXITCODE", SHUTDOWN);
        draft.unspecified(ExitMasks.PLAIN).unspecified("after-shutdown", "event-before-shutdown");
    }

    private void virtualInterrupt() {
        Draft draft = DeliveryDrafts.interrupting(
                draft("vintr", Guest.long64(), "a virtual interrupt", "nop").set("RFLAGS", 0x202));
        ExitCodeDrafts.intercept(draft, 0x64);
        ExitCodeDrafts.claims(draft, "CODE-135", 0x64, 0, 0)
                .claimField("CODE-135", "V_IRQ", 1)
                .claimField("XII-13", "EXITINTINFO", 1L << 31, 0)
                .claimField("EXIT-12", "V_IRQ", 1)
                .unspecified(ExitMasks.PLAIN);
        Draft taken = DeliveryDrafts.interrupting(draft(
                        "vintr-not-intercepted", Guest.long64(), "VMMCALL in a virtual interrupt's handler", "nop"))
                .set("RFLAGS", 0x202)
                .code(Draft.GUEST + 0x100, 64, "vmmcall")
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF);
        taken.data(Draft.GUEST_IDT + 16 * taken.field("V_INTR_VECTOR"), Descriptors.gate64(Draft.GUEST + 0x100))
                .claimField("EXIT-12", "EXITCODE", Attempt.VMMCALL)
                .claimField("EXIT-12", "RIP", Draft.GUEST + 0x100)
                .claimField("EXIT-12", "V_IRQ", 0)
                .claimField("EXIT-05", "EXITINTINFO", 1L << 31, 0)
                .claim("EXIT-12", Subject.memory(Draft.GUEST_STACK + Fixture.PAGE_SIZE - 40), Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
    }
}
