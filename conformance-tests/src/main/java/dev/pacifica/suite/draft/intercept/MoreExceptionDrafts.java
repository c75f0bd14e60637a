package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;

/** Debug exceptions, limit violations, double fault and shutdown of guests, and exceptions that just miss their intercept. */
public final class MoreExceptionDrafts {
    private static final long NON_CANONICAL = 0x0000_8000_0000_0000L;
    private static final long DR6 = 0xFFFF_0FF0L;
    private static final long TF = 0x100;
    private static final int DB = 0x41;
    private static final int SS = 0x4C;

    private static final long TOP = Draft.GUEST_STACK + Fixture.PAGE_SIZE;
    private static final long HANDLER = Draft.GUEST + 0x100;

    private final List<Draft> drafts = new ArrayList<>();

    private MoreExceptionDrafts() {}

    public static List<Draft> all() {
        MoreExceptionDrafts exceptions = new MoreExceptionDrafts();
        exceptions.debug();
        exceptions.limits();
        exceptions.inProtectedMode();
        exceptions.combinations();
        exceptions.neighbours();
        return exceptions.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String failure, String... instruction) {
        Draft draft = Attempt.of("exceptions/" + name, guest, instruction).about(what, failure);
        drafts.add(draft);
        return draft;
    }

    private void debug() {
        Guest[] guests = {Guest.long64(), Guest.protected32()};
        for (Guest guest : guests) {
            String mode = guest.bits() == 64 ? "64-bit" : "protected";
            draft(
                            "db-single-step-in-" + mode + "-mode",
                            guest,
                            "an intercepted #DB: RFLAGS.TF loaded by VMRUN, in " + mode + " mode",
                            "the trap comes before the first instruction, rIP is not behind it, or DR6 has not been written",
                            "nop")
                    .set("RFLAGS", 2 | TF)
                    .claimField("EXC-11", "EXITCODE", DB)
                    .claimField("VMRUN-43", "RIP", Draft.GUEST + 1)
                    .claimField("EXC-11", "DR6", DR6 | 1 << 14)
                    .unspecified(ExitMasks.PLAIN);
            draft(
                            "db-general-detect-in-" + mode + "-mode",
                            guest,
                            "an intercepted #DB: MOV from DR0 with DR7.GD set, in " + mode + " mode",
                            "rIP is not at the instruction, DR6.BD is not set, or DR7.GD not clear",
                            guest.bits() == 64 ? "mov rbx, dr0" : "mov ebx, dr0")
                    .set("DR7", 0x2400)
                    .claimField("EXC-11", "EXITCODE", DB)
                    .claimField("EXC-11", "RIP", Draft.GUEST + 1)
                    .claimField("EXC-11", "DR6", DR6 | 1 << 13)
                    .claimField("EXC-11", "DR7", 0x400)
                    .unspecified(ExitMasks.PLAIN);
        }
        Draft none = new Draft("exceptions/db-none-after-an-intercepted-instruction", Level.EXCEPTION)
                .about(
                        "an intercepted CPUID as the first instruction with RFLAGS.TF loaded by VMRUN",
                        "a trap is taken although the instruction has not completed")
                .guest(Guest.long64(), "cpuid")
                .setBits("INTERCEPT_3", Guest.CPUID)
                .set("RFLAGS", 2 | TF)
                .claimField("VMRUN-43", "EXITCODE", 0x72)
                .claimField("VMRUN-43", "DR6", DR6)
                .claimField("INS-06", "RIP", Draft.GUEST)
                .unspecified(ExitMasks.PLAIN);
        drafts.add(none);
    }

    private void limits() {
        Draft push = draft(
                        "ss-non-canonical",
                        Guest.long64(),
                        "an intercepted #SS: PUSH with a stack pointer that is not canonical",
                        "the fault is a #GP, or the stack pointer has changed",
                        "push rax")
                .set("RSP", NON_CANONICAL + 8);
        zeroErrorCode(push, "EXC-22", SS).claimField("EXC-07", "RSP", NON_CANONICAL + 8);
        Draft limit = draft(
                        "ss-limit",
                        Guest.protected32(),
                        "an intercepted #SS: PUSH just above the limit of the stack segment",
                        "the limit that VMRUN loaded is not checked",
                        "push eax")
                .set("SS.limit", TOP - 2);
        zeroErrorCode(limit, "EXC-22", SS).claimField("EXC-07", "RSP", TOP);
        Draft inLimit = draft(
                        "ss-none-within-limit",
                        Guest.protected32(),
                        "PUSH that ends exactly at the limit of the stack segment",
                        "the limit that VMRUN loaded is scaled once more, or off by one",
                        "push eax")
                .set("SS.limit", TOP - 1)
                .set("RAX", 0x1234_5678);
        Attempt.passes(inLimit, "SEG-02").claim("SEG-02", Subject.memory(TOP - 8), 0x1234_5678L << 32);
        Draft data = draft(
                        "gp-limit",
                        Guest.protected32(),
                        "an intercepted #GP: a read just above the limit of DS",
                        "the limit that VMRUN loaded is not checked",
                        "mov cl, [ebx]")
                .gpr("rbx", Draft.SCRATCH + 0x1000)
                .set("DS.limit", Draft.SCRATCH + 0xFFF);
        zeroErrorCode(data, "EXC-23", Attempt.GP);
        Draft inData = draft(
                        "gp-none-within-limit",
                        Guest.protected32(),
                        "a read of the last byte of DS",
                        "the limit that VMRUN loaded is off by one",
                        "mov cl, [ebx]")
                .gpr("rbx", Draft.SCRATCH + 0xFFF)
                .gpr("rcx", 0x11)
                .set("DS.limit", Draft.SCRATCH + 0xFFF)
                .touches(Draft.SCRATCH);
        Attempt.passes(inData, "SEG-02").claim("SEG-02", "rcx", 0);
        Draft rip = new Draft("exceptions/gp-rip-non-canonical", Level.EXCEPTION)
                .about(
                        "VMRUN of a 64-bit guest with a rIP that is not canonical",
                        "the state is refused, although it is a #GP of the guest")
                .guest(Guest.long64(), "nop")
                .set("RIP", NON_CANONICAL)
                .claimField("VMRUN-22", "EXITCODE", Attempt.GP)
                .claimField("EXC-02", "EXITINFO1", 0)
                .claimField("EXC-03", "RIP", NON_CANONICAL)
                .unspecified(ExitMasks.WITH_INFO_1);
        drafts.add(rip);
        Draft eip = new Draft("exceptions/gp-rip-beyond-limit", Level.EXCEPTION)
                .about(
                        "VMRUN of a 32-bit guest with an rIP just above the limit of CS",
                        "the state is refused, or the instruction executed")
                .guest(Guest.protected32(), "vmmcall")
                .set("CS.limit", Draft.GUEST - 1)
                .claimField("VMRUN-22", "EXITCODE", Attempt.GP)
                .claimField("EXC-02", "EXITINFO1", 0)
                .claimField("EXC-03", "RIP", Draft.GUEST)
                .unspecified(ExitMasks.WITH_INFO_1);
        drafts.add(eip);
    }

    private static Draft zeroErrorCode(Draft draft, String rule, int code) {
        return draft.claimField(rule, "EXITCODE", code)
                .claimField("EXC-02", "EXITINFO1", 0)
                .claimField("EXC-03", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.WITH_INFO_1);
    }

    private void inProtectedMode() {
        plain("de-in-protected-mode", "EXC-10", 0x40, "DIV by zero in protected mode", "div ecx")
                .gpr("rcx", 0);
        plain("bp-in-protected-mode", "EXC-13", 0x43, "INT3 in protected mode", "int3");
        plain("ud-of-lock", "EXC-16", 0x46, "LOCK before an instruction that does not allow it", "db 0xf0", "cpuid");
        Draft selector = draft(
                        "gp-with-selector-in-64-bit-mode",
                        Guest.long64(),
                        "an intercepted #GP: a selector beyond the limit of the GDT, in 64-bit mode",
                        "the error code does not name the selector, or contains its RPL",
                        "mov ds, bx")
                .gpr("rbx", 0x1003);
        selector.claimField("EXC-23", "EXITCODE", Attempt.GP)
                .claimField("EXC-02", "EXITINFO1", 0x1000)
                .claimField("EXC-03", "RIP", Draft.GUEST + 1)
                .claimField("EXIT-08", "DS.selector", Fixture.DATA_SELECTOR)
                .unspecified(ExitMasks.WITH_INFO_1);
    }

    private Draft plain(String name, String rule, int code, String what, String... instruction) {
        Draft draft = draft(
                name,
                Guest.protected32(),
                "an intercepted exception: " + what,
                "the exit code or the rIP of an intercepted exception is wrong",
                instruction);
        return draft.claimField(rule, "EXITCODE", code)
                .claimField("EXC-03", "RIP", Draft.GUEST + 1)
                .unspecified(ExitMasks.PLAIN);
    }

    /** #GP whose delivery fails in an IDT that is too short; #GP itself is not intercepted. */
    private void combinations() {
        Draft doubled = draft(
                        "df-intercepted",
                        Guest.long64(),
                        "a #GP whose delivery raises #GP, with only #DF intercepted",
                        "the double fault is not made, or not intercepted",
                        "mov ds, bx")
                .gpr("rbx", 0x1003)
                .set("INTERCEPT_EXCEPTION", 1 << 8)
                .set("IDTR.limit", 0);
        doubled.claimField("XII-09", "EXITCODE", 0x48)
                .claimField("EXC-07", "RSP", TOP)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("double-fault-return", "event-before-double-fault");
        Draft shutdown = draft(
                        "shutdown-intercepted",
                        Guest.long64(),
                        "a #GP whose delivery ends in shutdown, with no exception intercepted",
                        "the shutdown is not intercepted",
                        "mov ds, bx")
                .gpr("rbx", 0x1003)
                .set("INTERCEPT_EXCEPTION", 0)
                .set("IDTR.limit", 0);
        shutdown.claimField("MISC-10", "EXITCODE", 0x7F)
                .claim("HOST-01", "rsp", Fixture.HOST_STACK_TOP)
                .unspecified(ExitMasks.PLAIN)
                .unspecified("after-shutdown", "event-before-shutdown");
        Draft first = draft(
                        "gp-before-df",
                        Guest.long64(),
                        "a #UD whose delivery raises #GP, with #GP and #DF intercepted and #UD not",
                        "the double fault is made before the second exception is tested",
                        "ud2")
                .set("INTERCEPT_EXCEPTION", 1 << 8 | 1 << 13)
                .set("IDTR.limit", 0);
        first.claimField("XII-21", "EXITCODE", Attempt.GP)
                .claimField("XII-01", "EXITINTINFO", 0xFFFF_FFFFL, 0x8000_0306L)
                .unspecified(
                        "event-error-code",
                        "exit-information-2",
                        "external-bit",
                        "guest-interrupt-mask",
                        "instruction-bytes",
                        "resume-flag");
    }

    /** All exceptions are intercepted but the one. */
    private void neighbours() {
        delivered("de", 0, Draft.GUEST + 1, -1, "div ecx").gpr("rcx", 0);
        delivered("bp", 3, Draft.GUEST + 2, -1, "int3");
        delivered("gp", 13, Draft.GUEST + 1, 0x1000, "mov ds, bx").gpr("rbx", 0x1003);
        delivered("db", 1, Draft.GUEST + 1, -1, "nop").set("RFLAGS", 2 | TF);
    }

    private Draft delivered(String name, int vector, long rip, long errorCode, String instruction) {
        long frame = TOP - (errorCode < 0 ? 40 : 48);
        Draft draft = draft(
                        name + "-not-intercepted",
                        Guest.long64(),
                        "exception %d in a guest that handles it itself, with all others intercepted".formatted(vector),
                        "the exception exits although its bit is clear, or its frame is wrong",
                        instruction)
                .code(HANDLER, 64, "vmmcall")
                .clearBits("INTERCEPT_EXCEPTION", 1L << vector)
                .set("IDTR.base", Draft.GUEST_IDT)
                .set("IDTR.limit", 0xFFF)
                .data(Draft.GUEST_IDT + vector * 16L, Descriptors.gate64(HANDLER))
                .claimField("EXC-01", "EXITCODE", Attempt.VMMCALL)
                .claimField("EXC-01", "RIP", HANDLER)
                .claimField("EVT-73", "RSP", frame)
                .claim("EVT-73", Subject.memory(TOP - 40), rip)
                .unspecified(ExitMasks.PLAIN);
        return errorCode < 0 ? draft : draft.claim("EVT-73", Subject.memory(frame), errorCode);
    }
}
