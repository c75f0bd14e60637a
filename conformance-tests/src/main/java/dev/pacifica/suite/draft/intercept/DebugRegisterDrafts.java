package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads and writes of debug registers by guests: intercepts, what comes before them, and neighbours that are not intercepted. */
public final class DebugRegisterDrafts {
    private static final long DR6 = 0xFFFF_0FF0L;
    private static final long CR4_DE = 1 << 3;

    private final List<Draft> drafts = new ArrayList<>();

    private DebugRegisterDrafts() {}

    public static List<Draft> all() {
        DebugRegisterDrafts registers = new DebugRegisterDrafts();
        for (int number = 0; number < 8; number++) {
            registers.moves("64-bit", Guest.long64(), number);
        }
        registers.moves("protected", Guest.protected32(), 0);
        registers.moves("protected", Guest.protected32(), 7);
        registers.neighbours();
        registers.faults();
        registers.decoded();
        return registers.drafts;
    }

    private Draft draft(String name, Guest guest, String... instruction) {
        Draft draft = Attempt.of("registers/" + name, guest, instruction);
        drafts.add(draft);
        return draft;
    }

    private static Draft exits(Draft draft, String rule, int code) {
        return Attempt.exits(Attempt.intercept(draft, code), rule, code)
                .unspecified(ExitMasks.WITH_INFO_1)
                .unspecifiedWithout("DecodeAssists", "exit-information-1");
    }

    private static String move(int opcode, int number) {
        return "db 0x0f, 0x%x, 0x%x".formatted(opcode, 0xC3 | number << 3);
    }

    /** MOV between EBX or RBX and the register; DR4 and DR5 are reported under their own numbers (INS-17). */
    private void moves(String mode, Guest guest, int number) {
        String rule = number == 4 || number == 5 ? "INS-17" : "INS-16";
        Draft read = draft("read-dr%d-in-%s-mode".formatted(number, mode), guest, move(0x21, number))
                .about(
                        "intercepted MOV from DR%d at CPL 0 in %s mode".formatted(number, mode),
                        "the intercept is missed, its exit code is not the encoded register's, or the operand has been written");
        exits(read, rule, 0x20 + number).claim("EXIT-08", "rbx", Slot.RBX.initial());
        Draft write = draft("write-dr%d-in-%s-mode".formatted(number, mode), guest, move(0x23, number))
                .gpr("rbx", number < 4 ? 0x100_7000 : number % 2 == 0 ? DR6 | 1 : 0x402)
                .about(
                        "intercepted MOV to DR%d at CPL 0 in %s mode".formatted(number, mode),
                        "the intercept is missed, its exit code is not the encoded register's, or the register has been written");
        exits(write, rule, 0x30 + number);
        if (number < 4) {
            write.claim("EXIT-08", "dr" + number, 0);
        } else {
            write.claimField("EXIT-08", number % 2 == 0 ? "DR6" : "DR7", number % 2 == 0 ? DR6 : 0x400);
        }
    }

    private void neighbours() {
        Draft read = draft("read-dr1-not-intercepted", Guest.long64(), "mov rbx, dr1")
                .state("dr1", 0x1234_5678_9ABC_DEF0L)
                .about(
                        "MOV from DR1 while the reads of all other debug registers are intercepted",
                        "the read exits although its own bit is clear");
        Attempt.passes(Attempt.interceptAllBut(read, 0x21), "INS-01").claim("DBG-01", "rbx", 0x1234_5678_9ABC_DEF0L);
        Draft control = draft("read-dr7-not-intercepted", Guest.long64(), "mov rbx, dr7")
                .set("DR7", 0x402)
                .about(
                        "MOV from DR7 while the reads of all other debug registers are intercepted",
                        "the read exits although its own bit is clear, or shows the host's DR7");
        Attempt.passes(Attempt.interceptAllBut(control, 0x27), "INS-01").claim("VMRUN-24", "rbx", 0x402);
        Draft write = draft("write-dr3-not-intercepted", Guest.long64(), "mov dr3, rbx")
                .gpr("rbx", 0x100_7000)
                .about(
                        "MOV to DR3 while the writes of all other debug registers are intercepted",
                        "the write exits although its own bit is clear, or is undone at #VMEXIT");
        Attempt.passes(Attempt.interceptAllBut(write, 0x33), "INS-01").claim("EXIT-16", "dr3", 0x100_7000);
        Draft status = draft("write-dr6-not-intercepted", Guest.long64(), "mov dr6, rbx")
                .gpr("rbx", DR6 | 1)
                .about(
                        "MOV to DR6 while the writes of all other debug registers are intercepted",
                        "the write exits although its own bit is clear");
        Attempt.passes(Attempt.interceptAllBut(status, 0x36), "INS-01").claimField("EXIT-03", "DR6", DR6 | 1);
        Draft alias = draft("read-dr4-with-dr6-intercepted", Guest.long64(), move(0x21, 4))
                .about(
                        "MOV from DR4, the alias of DR6, while the reads of all other debug registers are intercepted",
                        "the alias is reported under the number of DR6");
        Attempt.passes(Attempt.interceptAllBut(alias, 0x24), "INS-17").claim("DBG-01", "rbx", DR6);
    }

    private void faults() {
        fault(
                        "read-dr4-without-alias",
                        "INS-16",
                        Attempt.UD,
                        0x24,
                        Guest.long64(),
                        move(0x21, 4),
                        "DR4 with CR4.DE set")
                .setBits("CR4", CR4_DE);
        fault(
                        "write-dr5-without-alias",
                        "INS-16",
                        Attempt.UD,
                        0x35,
                        Guest.long64(),
                        move(0x23, 5),
                        "DR5 with CR4.DE set")
                .setBits("CR4", CR4_DE);
        fault(
                "read-dr8",
                "INS-16",
                Attempt.UD,
                0x28,
                Guest.long64(),
                "db 0x44, 0x0f, 0x21, 0xc3",
                "DR8, which does not exist");
        fault("read-dr0-at-cpl-3", "INS-16", Attempt.GP, 0x20, Guest.long64User(), move(0x21, 0), "DR0 at CPL 3");
        fault("write-dr7-at-cpl-3", "INS-16", Attempt.GP, 0x37, Guest.long64User(), move(0x23, 7), "DR7 at CPL 3");
        fault("write-dr6-bit-32", "INS-16", Attempt.GP, 0x36, Guest.long64(), move(0x23, 6), "DR6 with bit 32 set")
                .gpr("rbx", DR6 | 1L << 32)
                .claimField("DBG-02", "DR6", DR6);
        fault("write-dr7-bit-32", "INS-16", Attempt.GP, 0x37, Guest.long64(), move(0x23, 7), "DR7 with bit 32 set")
                .gpr("rbx", 0x400 | 1L << 32)
                .claimField("DBG-02", "DR7", 0x400);
        Draft legal = draft("write-dr7-bit-31", Guest.long64(), move(0x23, 7))
                .gpr("rbx", 0x400 | 1L << 31)
                .about("intercepted MOV to DR7 of a value with bit 31 set", "a legal value faults instead of exiting");
        exits(legal, "INS-16", 0x37).claimField("EXIT-08", "DR7", 0x400);
    }

    private Draft fault(
            String name, String rule, int exception, int code, Guest guest, String instruction, String what) {
        Draft draft = draft(name, guest, instruction)
                .about("intercepted access to " + what, "the intercept is taken before the exception");
        return Attempt.faults(Attempt.intercept(draft, code), rule, exception);
    }

    private void decoded() {
        decoded("read-dr0-into-r10", 0x20, 10, 4, "mov r10, dr0");
        decoded("write-dr7-from-rbp", 0x37, 5, 3, "mov dr7, rbp").gpr("rbp", 0x402);
    }

    private Draft decoded(String name, int code, long info, int length, String instruction) {
        Draft draft = draft(name, Guest.long64(), instruction)
                .requires("DecodeAssists", "NRIPS")
                .about(
                        instruction.toUpperCase(Locale.ROOT) + " with decode assists",
                        "EXITINFO1 does not name the general register, or sets the bit that belongs to control registers");
        return Attempt.exits(Attempt.intercept(draft, code), "DA-04", code)
                .claimField("DA-04", "EXITINFO1", info)
                .claimField("EXIT-33", "NRIP", Draft.GUEST + 1 + length)
                .unspecified(ExitMasks.WITH_INFO_1);
    }
}
