package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import java.util.List;
import java.util.Locale;

/** What is recorded of control transfers while DebugCtl.LBR is set. Nothing is claimed of what was recorded before. */
public final class BranchRecordDrafts {
    private static final List<String> START = Msrs.write(Msrs.DEBUG_CTL, 1);
    private static final List<String> STOP = Msrs.write(Msrs.DEBUG_CTL, 0);
    private static final List<String> READ_FROM = Msrs.read(Msrs.BRANCH_FROM, "rsi");
    private static final List<String> READ_TO = Msrs.read(Msrs.BRANCH_FROM + 1, "rdi");
    private static final String FAILURE = "the transfer is not recorded, or its addresses are wrong";

    private final Trials trials = new Trials("branch-records");

    private BranchRecordDrafts() {}

    public static List<Draft> all() {
        BranchRecordDrafts records = new BranchRecordDrafts();
        records.transfers();
        records.systemCall();
        records.notRecorded();
        records.events();
        records.debugException();
        return records.trials.all();
    }

    private Draft draft(String name, String what, Guest guest, Object... parts) {
        return trials.guest(name, guest, Msrs.lines(parts)).about(what + " while DebugCtl.LBR is set", FAILURE);
    }

    private void claim(Draft draft) {
        Trials.passes(draft, "LBR-01")
                .claim("LBR-01", "rsi", draft.guestLabel("from"))
                .claim("LBR-01", "rdi", draft.guestLabel("to"));
    }

    private void transfers() {
        taken("jmp", "from: jmp to");
        taken("jmp-to-next", "from: jmp to");
        taken("jmp-indirect", "mov ebx, to", "from: jmp rbx");
        taken("jz", "xor ebx, ebx", "from: jz to");
        taken("call", "from: call to");
        taken("call-indirect", "mov ebx, to", "from: call rbx");
        taken("ret", "push to", "from: ret");
        taken("far-ret", "push 0x%x".formatted(Fixture.CODE64_SELECTOR), "push to", "from: db 0x48, 0xcb");
        taken("loop", "mov ecx, 2", "from: loop to");
        taken("jrcxz", "mov ecx, 0", "from: jrcxz to");
        taken(
                "iret",
                "push 0x%x".formatted(Fixture.DATA_SELECTOR),
                "push 0x%x".formatted(Draft.GUEST_STACK + 0x800),
                "push 2",
                "push 0x%x".formatted(Fixture.CODE64_SELECTOR),
                "push to",
                "from: iretq");
        Draft user = draft(
                "jmp-in-compatibility-mode",
                "a JMP in compatibility mode",
                Guest.compatibility(),
                Msrs.write(Msrs.DEBUG_CTL, 1),
                "from: jmp to",
                "ud2",
                "to: nop",
                Msrs.write(Msrs.DEBUG_CTL, 0),
                "mov ecx, 0x1db",
                "rdmsr",
                "mov esi, eax",
                "mov ecx, 0x1dc",
                "rdmsr",
                "mov edi, eax",
                "mov eax, 0");
        claim(user);
    }

    private void taken(String name, String... lines) {
        boolean isNext = name.endsWith("to-next");
        claim(draft(
                name,
                name.toUpperCase(Locale.ROOT).replace('-', ' '),
                Guest.long64(),
                START,
                List.of(lines),
                isNext ? "to: nop" : "ud2",
                isNext ? "nop" : "to: nop",
                STOP,
                READ_FROM,
                READ_TO));
    }

    private void systemCall() {
        Draft draft = draft(
                        "syscall",
                        "SYSCALL",
                        Guest.long64(),
                        START,
                        "from: syscall",
                        "ud2",
                        "to: nop",
                        STOP,
                        READ_FROM,
                        READ_TO,
                        "mov r11d, 0")
                .setBits("EFER", 1)
                .state("star", (long) Fixture.CODE64_SELECTOR << 32)
                .state("sfmask", 0);
        draft.state("lstar", draft.guestLabel("to"));
        claim(draft);
    }

    /** The record stays that of the JMP before. */
    private void notRecorded() {
        notRecorded("jz-not-taken", "a JZ that is not taken", List.of("or ebx, 1", "jz away", "away: nop"), List.of());
        notRecorded(
                "loop-not-taken",
                "a LOOP that is not taken",
                List.of("mov ecx, 1", "loop away", "away: nop"),
                List.of());
        notRecorded(
                "jmp-with-lbr-clear", "a JMP after LBR has been cleared", List.of(), List.of("jmp away", "away: nop"));
        notRecorded("nothing-else", "NOPs", List.of("nop", "nop"), List.of("nop"));
    }

    private void notRecorded(String name, String what, List<String> recording, List<String> later) {
        claim(draft(
                name,
                "after a JMP, " + what,
                Guest.long64(),
                START,
                "from: jmp to",
                "ud2",
                "to: nop",
                recording,
                STOP,
                later,
                READ_FROM,
                READ_TO));
    }

    /** The IRET of the handler is the last branch; what the event itself writes is left open. */
    private void events() {
        Draft draft = draft(
                "event-and-iret",
                "INT 30h, handled by the guest",
                Guest.long64(),
                START,
                "int 0x30",
                "to: nop",
                STOP,
                READ_FROM,
                READ_TO);
        GuestSystem.install(draft).entry(0x30, 0x8E, 0, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER);
        draft.code(GuestSystem.HANDLER, 64, "jmp next", "ud2", "next: nop", "iretq");
        Trials.passes(draft, "LBR-01")
                .claim("LBR-01", "rsi", GuestSystem.HANDLER + 2 + 2 + 1)
                .claim("LBR-01", "rdi", draft.guestLabel("to"));
    }

    /** A general-detect #DB, which the guest handles. */
    private void debugException() {
        Draft draft = draft("cleared-by-db", "a #DB", Guest.long64(), START, "mov rbx, dr0")
                .clearBits("INTERCEPT_EXCEPTION", 1 << 1)
                .set("DR7", 0x2400);
        GuestSystem.install(draft).entry(1, 0x8E, 0, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER);
        draft.code(GuestSystem.HANDLER, 64, Msrs.lines(Msrs.read(Msrs.DEBUG_CTL, "rsi"), STOP, "vmmcall"))
                .claimField("LBR-08", "EXITCODE", Attempt.VMMCALL)
                .claim("LBR-08", "rsi", 0)
                .unspecified(ExitMasks.PLAIN);
    }
}
