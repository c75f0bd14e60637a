package dev.pacifica.suite.draft.event;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Two things at once: which of them the processor takes first (EVT-50 to EVT-54), and what becomes of the other. */
public final class PriorityDrafts {
    private static final long VINTR = 1 << 4;
    private static final int VINTR_EXIT = 0x64;
    private static final int CPUID_EXIT = 0x72;
    private static final int DB = 0x41;
    private static final long TF = 0x100;
    private static final long IF = 0x200;
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long NON_CANONICAL = 0x0000_8000_0000_0000L;
    private static final int PAGE = Fixture.PAGE_SIZE;

    private final List<Draft> drafts = new ArrayList<>();

    private PriorityDrafts() {}

    public static List<Draft> all() {
        PriorityDrafts priorities = new PriorityDrafts();
        priorities.trapBeforeInterrupt();
        priorities.interruptBeforeInstruction();
        priorities.trapBeforeFault();
        priorities.fetchBeforeDecoding();
        priorities.decodingBeforeExecution();
        priorities.interceptAmongFaults();
        priorities.dropped();
        return priorities.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String failure, String... lines) {
        Draft draft = new Draft("priorities/" + name, Level.EXCEPTION)
                .about(what, failure)
                .guest(guest, lines);
        drafts.add(draft);
        return draft;
    }

    private static Draft first(Draft draft, String rule, int exitCode, long rip) {
        boolean hasErrorCode = exitCode >= 0x4A && exitCode <= 0x4E;
        if (exitCode == Attempt.PF) {
            draft.unspecified(ExitMasks.WITH_BOTH);
        } else {
            draft.unspecified(hasErrorCode ? ExitMasks.WITH_INFO_1 : ExitMasks.PLAIN);
        }
        return draft.claimField(rule, "EXITCODE", exitCode).claimField(rule, "RIP", rip);
    }

    /** Groups 2 and 4: a write of CR8 ends with a single-step trap, and makes the interrupt that was pending permitted. */
    private void trapBeforeInterrupt() {
        for (boolean isIntercepted : new boolean[] {true, false}) {
            Draft draft = lowered("trap-before-interrupt" + (isIntercepted ? "" : "-in-handler"), TF);
            if (isIntercepted) {
                first(draft, "EVT-50", DB, Draft.GUEST + 4).claimField("EVT-52", "V_IRQ", 1);
            } else {
                // the trap gate leaves IF set: the interrupt comes before the first instruction of the handler
                draft.set("INTERCEPT_EXCEPTION", 0);
                GuestSystem.install(draft).entry(1, 0x8F, 0, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER);
                draft.code(GuestSystem.HANDLER, 64, "vmmcall");
                first(draft, "EVT-50", VINTR_EXIT, GuestSystem.HANDLER)
                        .claim("EVT-50", Subject.memory(draft.field("RSP") - 40), Draft.GUEST + 4);
            }
        }
        first(lowered("interrupt-without-trap", 0), "EVT-50", VINTR_EXIT, Draft.GUEST + 4);
    }

    private Draft lowered(String name, long flags) {
        return draft(
                        name,
                        Guest.long64(),
                        "MOV to CR8 that lets a pending virtual interrupt in"
                                + (flags == 0 ? "" : ", with RFLAGS.TF set"),
                        "the interrupt comes before the trap",
                        "mov cr8, rax",
                        "nop",
                        "vmmcall")
                .set("RAX", 0)
                .set("RFLAGS", 2 | IF | flags)
                .setBits("INTERCEPT_3", VINTR)
                .set("V_IRQ", 1)
                .set("V_INTR_PRIO", 8)
                .set("V_TPR", 15)
                .set("V_INTR_VECTOR", DeliveryDrafts.VECTOR);
    }

    /** Group 4 before groups 5 to 7: an interrupt is pending when VMRUN enters a guest whose instruction would do something else. */
    private void interruptBeforeInstruction() {
        interruptFirst("fetch-page-fault", Guest.long64(), Attempt.PF, "nop", draft -> draft.set("RIP", UNMAPPED));
        interruptFirst(
                "non-canonical-rip", Guest.long64(), Attempt.GP, "nop", draft -> draft.set("RIP", NON_CANONICAL));
        interruptFirst(
                "code-limit", Guest.protected32(), Attempt.GP, "nop", draft -> draft.set("CS.limit", Draft.GUEST - 1));
        interruptFirst("undefined-opcode", Guest.long64(), Attempt.UD, "ud2", draft -> {});
        interruptFirst("divide-error", Guest.long64(), 0x40, "div cl", draft -> draft.gpr("rcx", 0));
        interruptFirst(
                "general-protection", Guest.long64(), Attempt.GP, "mov ds, bx", draft -> draft.gpr("rbx", 0x1003));
        interruptFirst("page-fault", Guest.long64(), Attempt.PF, "mov cl, [rbx]", draft -> draft.gpr("rbx", UNMAPPED));
        interruptFirst("breakpoint", Guest.long64(), 0x43, "int3", draft -> {});
        interruptFirst(
                "instruction-intercept",
                Guest.long64(),
                CPUID_EXIT,
                "cpuid",
                draft -> draft.setBits("INTERCEPT_3", Guest.CPUID));
    }

    private void interruptFirst(String name, Guest guest, int other, String text, Consumer<Draft> setting) {
        for (boolean isEnabled : new boolean[] {true, false}) {
            Draft draft = draft(
                    "interrupt-" + (isEnabled ? "before-" : "disabled-before-") + name,
                    guest,
                    text + " with a virtual interrupt pending and RFLAGS.IF " + (isEnabled ? "set" : "clear"),
                    "what the instruction does comes before the interrupt, or the interrupt although it is disabled",
                    text,
                    "vmmcall");
            setting.accept(draft);
            DeliveryDrafts.interrupting(draft).setBits("INTERCEPT_3", VINTR).setBits("RFLAGS", isEnabled ? IF : 0);
            String rule = other == CPUID_EXIT ? "EVT-51" : "EVT-50";
            first(draft, rule, isEnabled ? VINTR_EXIT : other, draft.field("RIP"))
                    .claimField("EVT-52", "V_IRQ", 1);
        }
    }

    /** EVT-54. */
    private void trapBeforeFault() {
        String[][] faults = {
            {"undefined-opcode", "ud2"},
            {"page-fault", "mov cl, [rbx]"},
            {"breakpoint", "int3"},
            {"software-interrupt", "int 0x30"}
        };
        for (String[] fault : faults) {
            trapFirst(fault[0], fault[1], fault[1], "the next instruction is begun before the trap of the one before")
                    .gpr("rbx", UNMAPPED);
        }
        trapFirst(
                        "instruction-intercept",
                        "cpuid",
                        "an intercepted CPUID",
                        "the intercept comes before the trap of the instruction before")
                .setBits("INTERCEPT_3", Guest.CPUID);
        Draft fault = draft(
                        "fault-without-trap",
                        Guest.long64(),
                        "UD2 with RFLAGS.TF set",
                        "an instruction that faults traps as well",
                        "ud2")
                .set("RFLAGS", 2 | TF);
        first(fault, "EVT-52", Attempt.UD, Draft.GUEST).claimField("EVT-52", "DR6", 0xFFFF_0FF0L);
    }

    private Draft trapFirst(String name, String text, String what, String failure) {
        Draft draft = draft(
                        "trap-before-" + name,
                        Guest.long64(),
                        "NOP with RFLAGS.TF set, then " + what,
                        failure,
                        "nop",
                        text)
                .set("RFLAGS", 2 | TF);
        return first(draft, "EVT-54", DB, Draft.GUEST + 1);
    }

    /** EVT-53 and group 5 before group 6: instructions at the end of a page behind which nothing is mapped. */
    private void fetchBeforeDecoding() {
        atPageEnd("vmmcall-fits", Attempt.VMMCALL, 0x0F, 0x01, 0xD9);
        atPageEnd("vmmcall-crosses", Attempt.PF, 0x0F, 0x01);
        atPageEnd("ud2-fits", Attempt.UD, 0x0F, 0x0B);
        atPageEnd("ud2-crosses", Attempt.PF, 0x0F);
        atPageEnd("prefixes-cross", Attempt.PF, 0x66, 0x66, 0x66);
        Draft longest = draft(
                "instruction-too-long",
                Guest.long64(),
                "an instruction of 16 bytes",
                "the instruction is executed",
                "times 15 db 0x66",
                "nop");
        first(longest, "EVT-50", Attempt.GP, Draft.GUEST);
        Draft fits = draft(
                "instruction-long-enough",
                Guest.long64(),
                "an instruction of 15 bytes",
                "the instruction is refused",
                "times 14 db 0x66",
                "nop",
                "vmmcall");
        first(fits, "EVT-50", Attempt.VMMCALL, Draft.GUEST + 15);
    }

    private void atPageEnd(String name, int exitCode, int... bytes) {
        long rip = GuestTables.PROBE + PAGE - bytes.length;
        byte[] code = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            code[i] = (byte) bytes[i];
        }
        Draft draft = draft(
                "page-end-" + name,
                Guest.long64(),
                "the last %d bytes of a page behind which nothing is mapped".formatted(bytes.length),
                "a byte is fetched that is not needed, or one that is needed is not",
                "nop");
        GuestTables.install(draft, GuestTables.PRESENT)
                .data(GuestTables.FRAME + PAGE - bytes.length, code)
                .set("RIP", rip);
        first(draft, exitCode == Attempt.PF ? "EVT-50" : "EVT-53", exitCode, rip);
        if (exitCode == Attempt.PF) {
            draft.claimField("EVT-53", "EXITINFO2", GuestTables.PROBE + PAGE).claimField("EVT-53", "EXITINFO1", 0x10);
        }
    }

    /** Group 6 before group 7. */
    private void decodingBeforeExecution() {
        undefinedFirst(
                "lock-before-page-fault",
                Guest.long64(),
                "a LOCK that is not allowed, memory not mapped",
                "db 0xf0",
                "mov cl, [rbx]");
        undefinedFirst(
                "lock-before-general-protection",
                Guest.long64User(),
                "a LOCK that is not allowed, before HLT at CPL 3",
                "db 0xf0",
                "hlt");
        undefinedFirst("register-form-before-page-fault", Guest.long64(), "LEA of a register", "db 0x8d, 0xc0");
        undefinedFirst(
                "lock-before-divide-error",
                Guest.long64(),
                "a LOCK that is not allowed, before DIV by zero",
                "db 0xf0",
                "div ecx");
    }

    private void undefinedFirst(String name, Guest guest, String what, String... lines) {
        Draft draft = draft(name, guest, what, "the operands are looked at before the instruction is decoded", lines)
                .gpr("rbx", UNMAPPED)
                .gpr("rcx", 0);
        first(draft, "EVT-50", Attempt.UD, Draft.GUEST);
    }

    /** EVT-51: simple exceptions, the intercept, then what depends on memory and operands. */
    private void interceptAmongFaults() {
        beforeHalt("privilege-before-intercept", Guest.long64User(), "at CPL 3", Attempt.GP, "hlt");
        beforeHalt("undefined-before-intercept", Guest.long64(), "with a LOCK prefix", Attempt.UD, "db 0xf0", "hlt");
        Draft memory = draft(
                        "intercept-before-page-fault",
                        Guest.long64(),
                        "an intercepted SIDT to memory that is not mapped",
                        "the page fault comes before the intercept",
                        "sidt [rbx]")
                .gpr("rbx", UNMAPPED);
        first(Attempt.intercept(memory, 0x66), "EVT-51", 0x66, Draft.GUEST);
        Draft gate = draft(
                        "intercept-before-gate",
                        Guest.long64(),
                        "an intercepted INT 30h for which there is no gate",
                        "the gate is read before the intercept is tested",
                        "int 0x30")
                .set("IDTR.limit", 0);
        Attempt.intercept(gate, 0x75)
                .claimField("EVT-51", "EXITCODE", 0x75)
                .claimField("EVT-51", "RIP", Draft.GUEST)
                .unspecified(ExitMasks.WITH_INFO_1)
                .unspecifiedWithout("DecodeAssists", "exit-information-1");
    }

    /** A simple exception of HLT comes before its intercept. */
    private void beforeHalt(String name, Guest guest, String how, int exception, String... lines) {
        String symbol = exception == Attempt.GP ? "#GP" : "#UD";
        Draft draft = draft(name, guest, "an intercepted HLT " + how, "the intercept comes before the " + symbol, lines)
                .setBits("INTERCEPT_3", Guest.HLT);
        first(draft, "EVT-51", exception, Draft.GUEST);
    }

    /** EVT-52: the lower fault is dropped, and comes when the instruction is started again. */
    private void dropped() {
        Draft draft = new Draft("priorities/dropped-fault-comes-after-restart", Level.EXCEPTION)
                .about(
                        "a read beyond the limit of DS from a page that is not present; then again, with the limit out of the way",
                        "the page fault comes first, or is lost")
                .host(
                        "vmrun",
                        "mov rbx, [0x%x]".formatted(Draft.VMCB + 0x70),
                        "mov dword [0x%x], 0xffffffff".formatted(Draft.VMCB + 0x434),
                        "vmrun",
                        "jmp end")
                .guest(Guest.compatibility(), "mov cl, [0x%x]".formatted(GuestTables.PROBE));
        GuestTables.install(draft, 0)
                .set("DS.limit", GuestTables.PROBE - 1)
                .claim("EVT-50", "rbx", Attempt.GP)
                .claimField("EVT-52", "EXITCODE", Attempt.PF)
                .claimField("EVT-52", "EXITINFO2", GuestTables.PROBE)
                .unspecified(ExitMasks.WITH_BOTH);
        drafts.add(draft);
    }
}
