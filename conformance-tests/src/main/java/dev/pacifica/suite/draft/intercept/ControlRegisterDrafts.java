package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads and writes of control registers by guests: intercepts, what comes before them, and neighbours that are not intercepted. */
public final class ControlRegisterDrafts {
    private static final int CR0_WRITE = 0x10;
    private static final int SELECTIVE = 0x65;
    private static final long CR0 = 0x8001_0033L;
    private static final long UNMAPPED = 0x1_0000_0000L;
    private static final long TPR = 5;

    /** What the guests find in the registers, and what they try to write: legal values that differ by few bits. */
    private static final Map<Integer, Long> LONG_BEFORE =
            Map.of(0, CR0, 2, 0x1234_5000L, 3, Fixture.PML4, 4, 0x20L, 8, TPR);

    private static final Map<Integer, Long> LONG_WRITTEN =
            Map.of(0, CR0 | 8, 2, 0x7FFF_1234_5000L, 3, Fixture.PML4 | 0x18, 4, 0x24L, 8, 0xFL);

    private static final Map<Integer, Long> PROTECTED_BEFORE = Map.of(0, 0x33L, 2, 0x1234_5000L, 3, 0L, 4, 0L);

    private static final Map<Integer, Long> PROTECTED_WRITTEN = Map.of(0, 0x3BL, 2, 0x4321_5000L, 3, 0x1000L, 4, 0x4L);

    private final List<Draft> drafts = new ArrayList<>();

    private ControlRegisterDrafts() {}

    public static List<Draft> all() {
        ControlRegisterDrafts registers = new ControlRegisterDrafts();
        for (int number : new int[] {0, 2, 3, 4, 8}) {
            registers.moves("64-bit", Guest.long64(), number, LONG_BEFORE, LONG_WRITTEN);
            registers.neighbours(number);
        }
        for (int number : new int[] {0, 2, 3, 4}) {
            registers.moves("protected", Guest.protected32(), number, PROTECTED_BEFORE, PROTECTED_WRITTEN);
        }
        registers.otherAccessesToCr0();
        registers.selectiveWrites();
        registers.illegalValues();
        registers.missingRegisters();
        registers.privilege();
        registers.cr8WithoutRex();
        registers.taskPriority();
        registers.decoded();
        return registers.drafts;
    }

    private static String rule(int number) {
        return number == 3 ? "INS-14" : "INS-15";
    }

    private Draft draft(String name, Guest guest, String... instruction) {
        Draft draft = Attempt.of("registers/" + name, guest, instruction);
        drafts.add(draft);
        return draft;
    }

    /** Gives one register its value; the others stay the template's, so that a vector fails for its own register alone. */
    private static Draft holding(Draft draft, int number, long value) {
        return number == 8 ? draft.state("cr8", value) : value == 0 ? draft : draft.set("CR" + number, value);
    }

    /** An exit whose EXITINFO1 only decode assists define. */
    private static Draft moveExits(Draft draft, String rule, int code) {
        return Attempt.exits(draft, rule, code)
                .unspecified(ExitMasks.WITH_INFO_1)
                .unspecifiedWithout("DecodeAssists", "exit-information-1");
    }

    private static Draft plainExits(Draft draft, String rule, int code) {
        return Attempt.exits(draft, rule, code).unspecified(ExitMasks.PLAIN);
    }

    private void moves(String mode, Guest guest, int number, Map<Integer, Long> before, Map<Integer, Long> written) {
        String register = guest.bits() == 64 ? "rbx" : "ebx";
        Draft read = holding(
                        draft(
                                "read-cr%d-in-%s-mode".formatted(number, mode),
                                guest,
                                "mov %s, cr%d".formatted(register, number)),
                        number,
                        Objects.requireNonNull(before.get(number)))
                .about(
                        "intercepted MOV from CR%d at CPL 0 in %s mode".formatted(number, mode),
                        "the intercept is missed, its exit code is not the register's, or the operand has been written");
        moveExits(Attempt.intercept(read, number), number == 0 ? "INS-10" : rule(number), number)
                .claim("EXIT-08", "rbx", Slot.RBX.initial());
        Draft write = holding(
                        draft(
                                "write-cr%d-in-%s-mode".formatted(number, mode),
                                guest,
                                "mov cr%d, %s".formatted(number, register)),
                        number,
                        Objects.requireNonNull(before.get(number)))
                .gpr("rbx", Objects.requireNonNull(written.get(number)))
                .about(
                        "intercepted MOV to CR%d at CPL 0 in %s mode".formatted(number, mode),
                        "the intercept is missed, its exit code is not the register's, or the register has been written");
        moveExits(Attempt.intercept(write, 0x10 + number), number == 0 ? "INS-11" : rule(number), 0x10 + number);
        claimRegister(write, "EXIT-08", number, Objects.requireNonNull(before.get(number)));
    }

    private static Draft claimRegister(Draft draft, String rule, int number, long value) {
        return number == 8 ? draft.claim(rule, "cr8", value) : draft.claimField(rule, "CR" + number, value);
    }

    /** All bits of the vector but the register's own are set. */
    private void neighbours(int number) {
        Draft read = holding(
                        draft("read-cr%d-not-intercepted".formatted(number), Guest.long64(), "mov rbx, cr" + number),
                        number,
                        Objects.requireNonNull(LONG_BEFORE.get(number)))
                .about(
                        "MOV from CR%d while the reads of all other control registers are intercepted"
                                .formatted(number),
                        "the read exits although its own bit is clear");
        Attempt.passes(Attempt.interceptAllBut(read, number), "INS-01")
                .claim("CR-02", "rbx", Objects.requireNonNull(LONG_BEFORE.get(number)));
        Draft write = holding(
                        draft(
                                "write-cr%d-not-intercepted".formatted(number),
                                Guest.long64(),
                                "mov cr%d, rbx".formatted(number)),
                        number,
                        Objects.requireNonNull(LONG_BEFORE.get(number)))
                .gpr("rbx", Objects.requireNonNull(LONG_WRITTEN.get(number)))
                .about(
                        "MOV to CR%d while the writes of all other control registers are intercepted".formatted(number),
                        "the write exits although its own bit is clear, or does not reach the register");
        Attempt.passes(Attempt.interceptAllBut(write, 0x10 + number), "INS-01");
        claimRegister(
                write, number == 8 ? "VIRQ-20" : "EXIT-03", number, Objects.requireNonNull(LONG_WRITTEN.get(number)));
    }

    private void otherAccessesToCr0() {
        String[] modes = {"64-bit", "protected"};
        for (String mode : modes) {
            Guest guest = mode.equals("64-bit") ? Guest.long64() : Guest.protected32();
            long cr0 = Objects.requireNonNull(guest.fields().get("CR0"));
            Draft smsw = draft("smsw-in-%s-mode".formatted(mode), guest, "smsw ebx")
                    .about(
                            "SMSW with reads of CR0 intercepted, in " + mode + " mode",
                            "SMSW is not seen as a read of CR0");
            registerless(Attempt.intercept(smsw, 0x00), "INS-10", 0x00).claim("EXIT-08", "rbx", Slot.RBX.initial());
            Draft lmsw = draft("lmsw-in-%s-mode".formatted(mode), guest, "lmsw bx")
                    .gpr("rbx", 0xB)
                    .about(
                            "LMSW with writes of CR0 intercepted, in " + mode + " mode",
                            "LMSW is not seen as a write of CR0");
            registerless(Attempt.intercept(lmsw, CR0_WRITE), "INS-11", CR0_WRITE)
                    .claimField("EXIT-08", "CR0", cr0);
            Draft clts = draft("clts-in-%s-mode".formatted(mode), guest, "clts")
                    .setBits("CR0", 8)
                    .about(
                            "CLTS with writes of CR0 intercepted, in " + mode + " mode",
                            "CLTS is not seen as a write of CR0");
            registerless(Attempt.intercept(clts, CR0_WRITE), "INS-11", CR0_WRITE)
                    .claimField("EXIT-08", "CR0", cr0 | 8);
        }
        Draft smsw = draft("smsw-to-unmapped-memory", Guest.long64(), "smsw [rbx]")
                .gpr("rbx", UNMAPPED)
                .about(
                        "SMSW to memory that is not mapped, with reads of CR0 intercepted",
                        "the page fault comes before the exit");
        registerless(Attempt.intercept(smsw, 0x00), "INS-10", 0x00);
        Draft lmsw = draft("lmsw-from-unmapped-memory", Guest.long64(), "lmsw [rbx]")
                .gpr("rbx", UNMAPPED)
                .about(
                        "LMSW from memory that is not mapped, with writes of CR0 intercepted",
                        "the page fault comes before the exit");
        registerless(Attempt.intercept(lmsw, CR0_WRITE), "INS-11", CR0_WRITE);
        Draft user = draft("smsw-at-cpl-3", Guest.long64User(), "smsw ebx")
                .about(
                        "SMSW at CPL 3, where it is legal, with reads of CR0 intercepted",
                        "SMSW is treated as privileged");
        registerless(Attempt.intercept(user, 0x00), "INS-10", 0x00);
        Draft umip = draft("smsw-at-cpl-3-with-umip", Guest.long64User(), "smsw ebx")
                .requires("UMIP")
                .setBits("CR4", 1 << 11)
                .about(
                        "SMSW at CPL 3 with CR4.UMIP set and reads of CR0 intercepted",
                        "the exit comes before the #GP of UMIP");
        Attempt.faults(Attempt.intercept(umip, 0x00), "INS-10", Attempt.GP);
    }

    /** An exit of an access that names no general register (DA-02). */
    private static Draft registerless(Draft draft, String rule, int code) {
        return Attempt.exits(draft, rule, code)
                .unspecified(ExitMasks.WITH_INFO_1)
                .unspecified("no-register-operand")
                .unspecifiedWithout("DecodeAssists", "exit-information-1");
    }

    private void selectiveWrites() {
        write("selective-write-of-ne", CR0 ^ 1 << 5, SELECTIVE)
                .about(
                        "MOV to CR0 that changes NE, with selective writes intercepted",
                        "a change beyond TS and MP does not exit");
        plainExits(last(), "INS-12", SELECTIVE).claimField("EXIT-08", "CR0", CR0);
        write("selective-write-of-em", CR0 ^ 1 << 2, SELECTIVE)
                .about(
                        "MOV to CR0 that changes EM, the neighbour of MP and TS, with selective writes intercepted",
                        "EM is taken for MP or TS");
        plainExits(last(), "CR-14", SELECTIVE).claimField("EXIT-08", "CR0", CR0);
        write("selective-write-of-ts", CR0 ^ 1 << 3, SELECTIVE)
                .about("MOV to CR0 that changes only TS, with selective writes intercepted", "a change of TS exits");
        Attempt.passes(last(), "INS-12").claimField("CR-14", "CR0", CR0 ^ 1 << 3);
        write("selective-write-of-mp", CR0 ^ 1 << 1, SELECTIVE)
                .about("MOV to CR0 that changes only MP, with selective writes intercepted", "a change of MP exits");
        Attempt.passes(last(), "INS-12").claimField("CR-14", "CR0", CR0 ^ 1 << 1);
        write("selective-write-of-nothing", CR0, SELECTIVE)
                .about(
                        "MOV to CR0 that changes nothing, with selective writes intercepted",
                        "a write that changes nothing exits");
        Attempt.passes(last(), "INS-12").claimField("CR-14", "CR0", CR0);
        write("selective-and-plain-write", CR0 ^ 1 << 5, SELECTIVE)
                .about(
                        "MOV to CR0 that changes NE, with selective and all writes intercepted",
                        "the selective intercept wins");
        moveExits(Attempt.intercept(last(), CR0_WRITE), "INS-13", CR0_WRITE).claimField("EXIT-08", "CR0", CR0);
        Draft lmsw = draft("selective-lmsw-of-nothing", Guest.long64(), "lmsw bx")
                .gpr("rbx", CR0 & 0xF)
                .about(
                        "LMSW that changes nothing, with selective writes intercepted",
                        "LMSW is judged by the bits it changes");
        plainExits(Attempt.intercept(lmsw, SELECTIVE), "INS-12", SELECTIVE);
        Draft both = draft("selective-and-plain-lmsw", Guest.long64(), "lmsw bx")
                .gpr("rbx", 0xB)
                .about("LMSW with selective and all writes of CR0 intercepted", "the selective intercept wins");
        registerless(Attempt.intercept(Attempt.intercept(both, SELECTIVE), CR0_WRITE), "INS-13", CR0_WRITE);
        Draft clts = draft("selective-clts", Guest.long64(), "clts")
                .setBits("CR0", 8)
                .about("CLTS with selective writes of CR0 intercepted", "CLTS exits although it can only change TS");
        Attempt.passes(Attempt.intercept(clts, SELECTIVE), "INS-12").claimField("CR-13", "CR0", CR0);
    }

    private Draft write(String name, long value, int code) {
        return Attempt.intercept(draft(name, Guest.long64(), "mov cr0, rbx").gpr("rbx", value), code);
    }

    private Draft last() {
        return drafts.get(drafts.size() - 1);
    }

    private void illegalValues() {
        illegal(0, "cr0-nw-without-cd", "INS-11", CR0 | 1L << 29, "NW set and CD clear");
        illegal(0, "cr0-bit-32", "INS-11", CR0 | 1L << 32, "bit 32 set");
        illegal(0, "cr0-pg-without-pe", "INS-11", CR0 & ~1, "PG set and PE clear");
        illegal(0, "cr0-pg-clear-in-64-bit-mode", "INS-11", CR0 & ~(1L << 31), "PG clear in 64-bit mode");
        illegal(3, "cr3-bit-52", "INS-14", Fixture.PML4 | 1L << 52, "bit 52 set");
        illegal(4, "cr4-bit-15", "INS-15", 0x8020, "the reserved bit 15 set");
        illegal(4, "cr4-pae-clear-in-long-mode", "INS-15", 0, "PAE clear in long mode");
        illegal(8, "cr8-bit-4", "INS-15", 0x10, "bit 4 set");
        write("write-cr0-nw-with-cd", CR0 | 3L << 29, CR0_WRITE)
                .about(
                        "intercepted MOV to CR0 with NW and CD set",
                        "a legal combination of bits faults instead of exiting");
        moveExits(last(), "INS-11", CR0_WRITE).claimField("EXIT-08", "CR0", CR0);
        write("selective-write-of-an-illegal-value", CR0 | 1L << 29, SELECTIVE)
                .about(
                        "MOV of an illegal value to CR0, with selective writes intercepted",
                        "the exit comes before the #GP");
        Attempt.faults(last(), "INS-12", Attempt.GP).claimField("CR-05", "CR0", CR0);
    }

    private void illegal(int number, String name, String rule, long value, String what) {
        Draft draft = holding(
                        draft("write-" + name, Guest.long64(), "mov cr%d, rbx".formatted(number)),
                        number,
                        Objects.requireNonNull(LONG_BEFORE.get(number)))
                .gpr("rbx", value)
                .about(
                        "MOV to CR%d of a value with %s, writes intercepted".formatted(number, what),
                        "the intercept is taken before the value is checked");
        Attempt.faults(Attempt.intercept(draft, 0x10 + number), rule, Attempt.GP);
        claimRegister(draft, "CR-05", number, Objects.requireNonNull(LONG_BEFORE.get(number)));
    }

    private void missingRegisters() {
        for (int number : new int[] {1, 5, 6, 7, 9, 15}) {
            missing("read-cr" + number, number, 0x20, "INTERCEPT_CR_READ");
        }
        missing("write-cr1", 1, 0x22, "INTERCEPT_CR_WRITE");
        missing("write-cr9", 9, 0x22, "INTERCEPT_CR_WRITE");
    }

    private void missing(String name, int number, int opcode, String field) {
        String prefix = number >= 8 ? "0x44, " : "";
        Draft draft = draft(
                        name,
                        Guest.long64(),
                        "db %s0x0f, 0x%x, 0x%x".formatted(prefix, opcode, 0xC3 | (number & 7) << 3))
                .about(
                        "access to CR%d, which does not exist, with all its intercept bits set".formatted(number),
                        "the intercept bit of a register that does not exist triggers")
                .set(field, 0xFFFF);
        Attempt.faults(draft, "INS-15", Attempt.UD).claim("CR-01", "rbx", Slot.RBX.initial());
    }

    private void privilege() {
        user("read-cr0-at-cpl-3", "INS-10", 0x00, "mov rbx, cr0");
        user("read-cr3-at-cpl-3", "INS-14", 0x03, "mov rbx, cr3");
        user("write-cr0-at-cpl-3", "INS-11", CR0_WRITE, "mov cr0, rbx");
        user("write-cr8-at-cpl-3", "INS-15", 0x18, "mov cr8, rbx");
        user("lmsw-at-cpl-3", "INS-11", CR0_WRITE, "lmsw bx");
        user("clts-at-cpl-3", "INS-11", CR0_WRITE, "clts");
    }

    private void user(String name, String rule, int code, String instruction) {
        Draft draft = draft(name, Guest.long64User(), instruction)
                .about(
                        instruction.toUpperCase(Locale.ROOT) + " at CPL 3, intercepted",
                        "the intercept is taken before the privilege check");
        Attempt.faults(Attempt.intercept(draft, code), rule, Attempt.GP).claimField("SEG-13", "CPL", 3);
    }

    /** LOCK MOV CR0 is CR8, in 32-bit mode too (VIRQ-23). */
    private void cr8WithoutRex() {
        Draft read = draft("read-cr8-by-lock-mov-cr0", Guest.protected32(), "db 0xf0, 0x0f, 0x20, 0xc3")
                .requires("AltMovCr8")
                .state("cr8", TPR)
                .about(
                        "LOCK MOV from CR0, which means CR8, with reads of CR8 intercepted",
                        "the other encoding of CR8 escapes its intercept, or counts as CR0");
        moveExits(Attempt.intercept(read, 0x08), "VIRQ-24", 0x08).claim("EXIT-08", "rbx", Slot.RBX.initial());
        Draft write = draft("write-cr8-by-lock-mov-cr0", Guest.protected32(), "db 0xf0, 0x0f, 0x22, 0xc3")
                .requires("AltMovCr8")
                .gpr("rbx", 0xF)
                .about(
                        "LOCK MOV to CR0, which means CR8, with writes of CR8 intercepted",
                        "the other encoding of CR8 escapes its intercept, or counts as CR0");
        moveExits(Attempt.intercept(write, 0x18), "VIRQ-24", 0x18).claim("EXIT-08", "cr8", 0);
        Draft other = draft("lock-mov-cr0-is-not-cr0", Guest.protected32(), "db 0xf0, 0x0f, 0x20, 0xc3")
                .requires("AltMovCr8")
                .state("cr8", TPR)
                .about(
                        "LOCK MOV from CR0, which means CR8, with reads of CR0 intercepted",
                        "the other encoding of CR8 is intercepted as CR0");
        Attempt.passes(Attempt.interceptAllBut(other, 0x08), "VIRQ-24").claim("VIRQ-23", "rbx", TPR);
    }

    private void taskPriority() {
        Draft physical = draft("cr8-write-without-masking", Guest.long64(), "mov cr8, rbx")
                .gpr("rbx", 0x7)
                .set("V_TPR", 3)
                .about("MOV to CR8 with V_INTR_MASKING clear", "V_TPR or the physical task priority misses the write");
        Attempt.passes(physical, "VIRQ-20").claim("VIRQ-20", "cr8", 7).claimField("EXIT-15", "V_TPR", 7);
        Draft masked = draft("cr8-write-with-masking", Guest.long64(), "mov cr8, rbx")
                .gpr("rbx", 0x7)
                .state("cr8", TPR)
                .set("V_TPR", 3)
                .set("V_INTR_MASKING", 1)
                .about("MOV to CR8 with V_INTR_MASKING set", "the guest reaches the physical task priority");
        Attempt.passes(masked, "VIRQ-21").claim("VIRQ-21", "cr8", TPR).claimField("EXIT-15", "V_TPR", 7);
        Draft read = draft("cr8-read-with-masking", Guest.long64(), "mov rbx, cr8")
                .state("cr8", TPR)
                .set("V_TPR", 3)
                .set("V_INTR_MASKING", 1)
                .about("MOV from CR8 with V_INTR_MASKING set", "the guest sees the physical task priority");
        Attempt.passes(read, "VIRQ-21").claim("VIRQ-21", "rbx", 3).claimField("VIRQ-27", "V_TPR", 3);
    }

    private void decoded() {
        decoded("read-cr3-into-r15", "DA-01", 0x03, 1L << 63 | 15, 4, "mov r15, cr3");
        decoded("read-cr0-into-rax", "DA-01", 0x00, 1L << 63, 3, "mov rax, cr0");
        decoded("read-cr8-into-r8", "DA-01", 0x08, 1L << 63 | 8, 4, "mov r8, cr8");
        decoded("write-cr2-from-rsp", "DA-01", 0x12, 1L << 63 | 4, 3, "mov cr2, rsp");
        decoded("write-cr4-from-r13", "DA-01", 0x14, 1L << 63 | 13, 4, "mov cr4, r13")
                .gpr("r13", 0x24);
        for (String name : new String[] {"lmsw cx", "clts", "smsw ecx"}) {
            int code = name.startsWith("smsw") ? 0x00 : CR0_WRITE;
            Draft draft = draft(name.split(" ")[0] + "-names-no-register", Guest.long64(), name)
                    .requires("DecodeAssists", "NRIPS")
                    .gpr("rcx", 0xB)
                    .about(
                            name.split(" ")[0].toUpperCase(Locale.ROOT) + " with decode assists",
                            "bit 63 of EXITINFO1 claims a register operand of MOV");
            Attempt.intercept(draft, code)
                    .claimField("DA-02", "EXITCODE", code)
                    .claimField("DA-02", "EXITINFO1", 1L << 63, 0)
                    .claimField("EXIT-33", "NRIP", draft.guestLabel("done"))
                    .unspecified(ExitMasks.WITH_INFO_1)
                    .unspecified("no-register-operand");
        }
    }

    private Draft decoded(String name, String rule, int code, long info, int length, String instruction) {
        Draft draft = draft(name, Guest.long64(), instruction)
                .requires("DecodeAssists", "NRIPS")
                .about(
                        instruction.toUpperCase(Locale.ROOT) + " with decode assists",
                        "EXITINFO1 does not name the general register, or nRIP is not behind the instruction");
        return Attempt.exits(Attempt.intercept(draft, code), rule, code)
                .claimField(rule, "EXITINFO1", info)
                .claimField("EXIT-33", "NRIP", Draft.GUEST + 1 + length)
                .unspecified(ExitMasks.WITH_INFO_1);
    }
}
