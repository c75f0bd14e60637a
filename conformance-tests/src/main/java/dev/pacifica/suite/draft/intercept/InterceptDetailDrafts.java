package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestTables;
import dev.pacifica.suite.draft.event.DeliveryDrafts;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What comes before an intercept and what after it, instructions that have none, and the intercepts of later processors. */
public final class InterceptDetailDrafts {
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final int DB = 0x41;
    private static final int IDLE_HLT = 0xA6;
    private static final int RDPRU = 0x8E;
    private static final String RDPRU_CODE = "db 0x0f, 0x01, 0xfd";
    private static final long DR6 = 0xFFFF_0FF0L;
    /** All of them but VMMCALL, which ends a guest, and those of later features. */
    private static final long ALL_OF_INTERCEPT_4 = 0x3FFD;

    private final List<Draft> drafts = new ArrayList<>();

    private InterceptDetailDrafts() {}

    public static List<Draft> all() {
        InterceptDetailDrafts details = new InterceptDetailDrafts();
        details.simpleExceptionsFirst();
        details.breakpointsFirst();
        details.withoutIntercept();
        details.processorRegister();
        details.idle();
        details.invalidated();
        details.tasksInLongMode();
        return details.drafts;
    }

    private Draft draft(String name, Guest guest, String what, String failure, String... text) {
        Draft draft = Attempt.of("intercepts/" + name, guest, text).about(what, failure);
        drafts.add(draft);
        return draft;
    }

    private void simpleExceptionsFirst() {
        Draft privilege = draft(
                "invd-at-cpl-3",
                Guest.long64User(),
                "intercepted INVD at CPL 3",
                "the intercept comes before the check of the privilege level",
                "invd");
        faults(ExitCodeDrafts.intercept(privilege, 0x76), "INS-02", 13, 0);
        Draft mode = draft(
                "str-in-real-mode",
                Guest.real(),
                "intercepted STR in real mode",
                "the intercept comes before #UD",
                "str bx");
        faults(ExitCodeDrafts.intercept(mode, 0x69), "INS-02", 6, -1);
        Draft memory = draft(
                        "sgdt-of-unmapped-memory",
                        Guest.long64(),
                        "intercepted SGDT to a page that is not there",
                        "the exception of the memory access comes before the intercept",
                        "sgdt [rbx]")
                .gpr("rbx", UNMAPPED);
        exits(ExitCodeDrafts.intercept(memory, 0x67), "INS-02", 0x67);
    }

    /** A breakpoint on the instruction, and a data breakpoint of the one before it. */
    private void breakpointsFirst() {
        Draft instruction = draft(
                        "cpuid-with-a-breakpoint",
                        Guest.long64(),
                        "intercepted CPUID with a breakpoint on it",
                        "the intercept comes before the breakpoint",
                        "cpuid")
                .state("dr0", Draft.GUEST + 1)
                .set("DR7", 0x402);
        ExitCodeDrafts.intercept(instruction, 0x72)
                .claimField("INS-03", "EXITCODE", DB)
                .claimField("INS-03", "RIP", Draft.GUEST + 1)
                .claimField("INS-03", "DR6", DR6 | 1)
                .unspecified(ExitMasks.PLAIN);
        Draft data = draft(
                        "cpuid-behind-a-data-breakpoint",
                        Guest.long64(),
                        "intercepted CPUID behind a write that a breakpoint watches",
                        "the intercept comes before the trap of the instruction before",
                        "mov [rbx], al",
                        "cpuid")
                .gpr("rbx", Draft.SCRATCH)
                .touches(Draft.SCRATCH)
                .state("dr0", Draft.SCRATCH)
                .set("DR7", 0x1_0402);
        ExitCodeDrafts.intercept(data, 0x72)
                .claimField("INS-03", "EXITCODE", DB)
                .claimField("INS-03", "RIP", Draft.GUEST + 3)
                .claimField("INS-03", "DR6", DR6 | 1)
                .unspecified(ExitMasks.PLAIN);
    }

    /** With every intercept of an instruction set but VMMCALL, which ends the guest. */
    private void withoutIntercept() {
        String[][] programs = {
            {"cli", "sti", "cli"},
            {"clc", "cmc", "std", "cld", "sahf"},
            {"mov ax, ss", "mov ss, ax"},
            {"lar ecx, ebx", "lsl ecx, ebx", "verr bx", "verw bx"},
            {"swapgs", "swapgs"},
            {"nop", "ud2"},
            {"fninit", "fnclex"},
            {"mfence", "lfence", "sfence"},
            {"call next", "next: pop rcx", "mov ecx, 0"},
        };
        String[] names = {"cli-and-sti", "flags", "mov-ss", "lar", "swapgs", "ud2", "x87", "fences", "call"};
        for (int n = 0; n < programs.length; n++) {
            Draft draft = draft(
                            names[n] + "-has-no-intercept",
                            Guest.long64(),
                            names[n].replace('-', ' ').toUpperCase(Locale.ROOT)
                                    + " with every intercept of an instruction set",
                            "an instruction exits that has no intercept",
                            programs[n])
                    .gpr("rbx", 0x10)
                    .gpr("rcx", 0)
                    .set("INTERCEPT_CR_READ", 0xFFFF)
                    .set("INTERCEPT_CR_WRITE", 0xFFFF)
                    .set("INTERCEPT_DR_READ", 0xFFFF)
                    .set("INTERCEPT_DR_WRITE", 0xFFFF)
                    .set("INTERCEPT_3", 0xFFFF_FFFFL)
                    .setBits("INTERCEPT_4", ALL_OF_INTERCEPT_4)
                    .unspecified(ExitMasks.PLAIN);
            boolean ends = !names[n].equals("ud2");
            draft.claimField("INS-52", "EXITCODE", ends ? Attempt.VMMCALL : Attempt.UD)
                    .claimField("INS-52", "RIP", ends ? draft.guestLabel("done") : Draft.GUEST + 2);
        }
    }

    private void processorRegister() {
        Draft exits = draft("rdpru", Guest.long64(), "intercepted RDPRU", "the intercept is missed", RDPRU_CODE)
                .requires("RDPRU")
                .gpr("rcx", 0);
        exits(ExitCodeDrafts.intercept(exits, RDPRU), "INS-23", RDPRU);
        Draft denied = draft(
                        "rdpru-at-cpl-3-with-tsd",
                        Guest.long64User(),
                        "intercepted RDPRU at CPL 3 with CR4.TSD set",
                        "the intercept comes before the #GP of TSD",
                        RDPRU_CODE)
                .requires("RDPRU")
                .gpr("rcx", 0)
                .setBits("CR4", 1 << 2);
        faults(ExitCodeDrafts.intercept(denied, RDPRU), "INS-23", 13, 0);
        Draft user = draft(
                        "rdpru-at-cpl-3",
                        Guest.long64User(),
                        "intercepted RDPRU at CPL 3",
                        "RDPRU is refused at CPL 3",
                        RDPRU_CODE)
                .requires("RDPRU")
                .gpr("rcx", 0);
        exits(ExitCodeDrafts.intercept(user, RDPRU), "INS-23", RDPRU);
        Draft absent = draft(
                        "rdpru-that-does-not-exist",
                        Guest.long64(),
                        "the opcode of RDPRU on a processor without it, with the intercept set",
                        "an instruction exits that does not exist",
                        RDPRU_CODE)
                .requires("!RDPRU")
                .gpr("rcx", 0);
        faults(ExitCodeDrafts.intercept(absent, RDPRU), "INS-04", 6, -1);
    }

    private void idle() {
        idle("hlt-idle", Guest.long64(), "intercepted idle HLT", IDLE_HLT, 1, "hlt");
        Draft both = idle("hlt-idle-and-hlt", Guest.long64(), "HLT with both its intercepts set", 0x78, 1, "hlt");
        both.setBits("INTERCEPT_3", Guest.HLT);
        Draft user = draft(
                        "hlt-idle-at-cpl-3",
                        Guest.long64User(),
                        "intercepted idle HLT at CPL 3",
                        "the intercept comes before the check of the privilege level",
                        "hlt")
                .requires("IdleHltIntercept");
        faults(ExitCodeDrafts.intercept(user, IDLE_HLT), "INS-34", 13, 0);
        Draft waking = idle(
                "hlt-idle-with-an-interrupt",
                Guest.long64(),
                "HLT in the shadow of STI with a virtual interrupt pending, idle HLT and VINTR intercepted",
                0x64,
                3,
                "sti",
                "hlt");
        ExitCodeDrafts.intercept(DeliveryDrafts.interrupting(waking), 0x64);
        Draft absent = draft(
                        "hlt-idle-that-does-not-exist",
                        Guest.long64(),
                        "HLT with the idle-HLT intercept set on a processor without it",
                        "the bit has an effect although its feature does not exist",
                        "hlt")
                .requires("!IdleHltIntercept");
        ExitCodeDrafts.intercept(absent, IDLE_HLT).claimEnds("INS-34", Ended.HALTED);
    }

    private Draft idle(String name, Guest guest, String what, int code, int at, String... text) {
        Draft draft = draft(name, guest, what, "HLT exits with a wrong code, or with an interrupt pending", text)
                .requires("IdleHltIntercept");
        return ExitCodeDrafts.intercept(draft, IDLE_HLT)
                .claimField("INS-34", "EXITCODE", code)
                .claimField("INS-34", "RIP", Draft.GUEST + at)
                .unspecified(ExitMasks.PLAIN);
    }

    /** DA-07: the operands of INVLPGA are where the guest has them; DA-11: bytes of the instruction that meets a #PF. */
    private void invalidated() {
        Draft invlpga = draft(
                        "invlpga-operands",
                        Guest.long64(),
                        "intercepted INVLPGA with decode assists",
                        "the address or the ASID is lost",
                        "invlpga")
                .requires("DecodeAssists")
                .set("RAX", 0x1234_5678_9ABC_D000L)
                .gpr("rcx", 0x55);
        exits(ExitCodeDrafts.intercept(invlpga, 0x7A), "INS-36", 0x7A)
                .claimField("DA-07", "RAX", 0x1234_5678_9ABC_D000L)
                .claim("DA-07", "rcx", 0x55);
        Draft fault = draft(
                        "bytes-of-a-page-fault",
                        Guest.long64(),
                        "an intercepted #PF of a write, with decode assists",
                        "no instruction bytes are stored",
                        "mov [rbx], al")
                .requires("DecodeAssists")
                .gpr("rbx", GuestTables.PROBE);
        GuestTables.install(fault, 0);
        fault.claimField("DA-11", "EXITCODE", Attempt.PF)
                .claimField("DA-11", "INSTRUCTION_BYTE_COUNT", 15)
                .claimField("DA-11", "INSTRUCTION_BYTES_1_TO_7", 0xFF_FFFF_FFFFL, 0xD9_010F_0388L)
                .unspecified("guest-interrupt-mask", "no-event-in-delivery", "resume-flag");
    }

    /** A far JMP to the fixture's TSS: #GP with its selector, whether or not task switches are intercepted. */
    private void tasksInLongMode() {
        for (boolean isLong : new boolean[] {true, false}) {
            Draft draft = draft(
                    isLong ? "task-switch-in-64-bit-mode" : "task-switch-in-compatibility-mode",
                    isLong ? Guest.long64() : Guest.compatibility(),
                    "far JMP to a TSS in long mode with task switches intercepted",
                    "the intercept triggers although there is no task switch",
                    isLong ? "db 0xff, 0x2b" : "jmp 0x%x:0".formatted(Fixture.TSS_SELECTOR));
            draft.gpr("rbx", Draft.SCRATCH).data(Draft.SCRATCH, new byte[] {0, 0, 0, 0, 0x40, 0});
            ExitCodeDrafts.intercept(draft, 0x7D)
                    .claimField("MISC-06", "EXITCODE", Attempt.GP)
                    .claimField("MISC-06", "RIP", Draft.GUEST + 1)
                    .unspecified(ExitMasks.WITH_INFO_1);
        }
    }

    private static Draft exits(Draft draft, String rule, int code) {
        return Attempt.exits(draft, rule, code).unspecified(ExitMasks.PLAIN);
    }

    private static void faults(Draft draft, String rule, int vector, int errorCode) {
        draft.claimField(rule, "EXITCODE", 0x40 + vector)
                .claimField("EXC-03", "RIP", draft.field("RIP") + 1)
                .unspecified(errorCode < 0 ? ExitMasks.PLAIN : ExitMasks.WITH_INFO_1);
        if (errorCode >= 0) {
            draft.claimField("EXC-02", "EXITINFO1", errorCode);
        }
    }
}
