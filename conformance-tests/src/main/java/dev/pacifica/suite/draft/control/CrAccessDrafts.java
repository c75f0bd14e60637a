package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import java.util.List;
import java.util.Locale;

/** MOV CRn as such: which registers exist, who may use them, how wide they are, how the instruction is encoded (CR-01 to CR-05). */
public final class CrAccessDrafts {
    private static final long CR0 = 0x8001_0033L;
    private static final long TPR = 5;
    private static final long GARBAGE = 0xDEAD_BEEF_0000_0000L;

    private final Trials trials = new Trials("control-registers");

    private CrAccessDrafts() {}

    public static List<Draft> all() {
        CrAccessDrafts drafts = new CrAccessDrafts();
        drafts.missing();
        drafts.privilege();
        drafts.widths();
        drafts.encodings();
        drafts.order();
        return drafts.trials.all();
    }

    private void missing() {
        for (int number : new int[] {1, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15}) {
            String rex = number >= 8 ? "0x44, " : "";
            for (boolean write : new boolean[] {false, true}) {
                String what = (write ? "to" : "from") + " CR" + number;
                Draft draft = trials.guest(
                                "mov-%s-cr%d".formatted(write ? "to" : "from", number),
                                Guest.long64(),
                                "db %s0x0f, 0x%x, 0x%x".formatted(rex, write ? 0x22 : 0x20, 0xC3 | (number & 7) << 3))
                        .about("MOV " + what + ", which does not exist", "the encoding is taken for another register");
                Trials.undefined(draft, "CR-01");
            }
        }
        Draft user = trials.guest("mov-from-cr1-at-cpl-3", Guest.long64User(), "db 0x0f, 0x20, 0xcb")
                .about("MOV from CR1, which does not exist, at CPL 3", "the privilege is checked before the register");
        Trials.undefined(user, "CR-04");
        Draft locked = trials.guest("lock-mov-from-cr2", Guest.protected32(), "db 0xf0, 0x0f, 0x20, 0xd3")
                .about("MOV from CR2 with LOCK", "LOCK is accepted before another register than CR0");
        Trials.undefined(locked, "CR-01");
        Draft lockedWrite = trials.guest("lock-mov-to-cr3", Guest.long64(), "db 0xf0, 0x0f, 0x22, 0xdb")
                .gpr("rbx", Fixture.PML4)
                .about("MOV to CR3 with LOCK", "LOCK is accepted before another register than CR0");
        Trials.undefined(lockedWrite, "CR-01");
        Draft alternative = trials.guest("lock-mov-to-cr0", Guest.long64(), "db 0xf0, 0x0f, 0x22, 0xc3")
                .requires("AltMovCr8")
                .gpr("rbx", TPR)
                .about(
                        "MOV to CR0 with LOCK, which means CR8, in 64-bit mode",
                        "CR0 is written, or the prefix is undefined");
        Trials.passes(alternative, "CR-01").claim("CR-01", "cr8", TPR).claimField("CR-01", "CR0", CR0);
    }

    private void privilege() {
        for (int number : new int[] {0, 2, 3, 4, 8}) {
            user(Guest.long64User(), "64-bit", number, "mov rbx, cr" + number);
            user(Guest.long64User(), "64-bit", number, "mov cr%d, rbx".formatted(number));
            if (number != 8) {
                user(Guest.protected32User(), "protected", number, "mov ebx, cr" + number);
                user(Guest.v86(), "virtual-8086", number, "mov ebx, cr" + number);
                user(Guest.v86(), "virtual-8086", number, "mov cr%d, ebx".formatted(number));
            }
        }
    }

    private void user(Guest guest, String mode, int number, String instruction) {
        boolean write = instruction.startsWith("mov cr");
        Draft draft = trials.guest(
                        "%s-cr%d-at-cpl-3-in-%s-mode".formatted(write ? "write" : "read", number, mode),
                        guest,
                        instruction)
                .gpr("rbx", 0)
                .about(
                        instruction.toUpperCase(Locale.ROOT) + " at CPL 3 in " + mode + " mode",
                        "the instruction is not privileged");
        Trials.refused(draft, "CR-02");
    }

    private void widths() {
        long cr2 = 0x1234_5678_9ABC_DEF0L;
        Draft wide = trials.guest("read-cr2-in-64-bit-mode", Guest.long64(), "mov rbx, cr2")
                .set("CR2", cr2)
                .about("MOV from CR2 in 64-bit mode", "only the low half is read");
        Trials.passes(wide, "CR-02").claim("CR-20", "rbx", cr2);
        Draft canonical = trials.guest("write-cr2-not-canonical", Guest.long64(), "mov cr2, rbx")
                .gpr("rbx", cr2)
                .about("MOV to CR2 of an address that is not canonical", "the value is checked, or shortened");
        Trials.passes(canonical, "CR-20").claimField("CR-20", "CR2", cr2);
        Guest[] guests = {Guest.compatibility(), Guest.protected32(), Guest.protected16(), Guest.real()};
        String[] modes = {"compatibility", "protected", "16-bit-protected", "real"};
        for (int i = 0; i < guests.length; i++) {
            Draft read = trials.guest("read-cr2-in-%s-mode".formatted(modes[i]), guests[i], "mov ebx, cr2")
                    .set("CR2", cr2)
                    .about(
                            "MOV from CR2 in %s mode while its upper half is not zero".formatted(modes[i]),
                            "the operand size is not 32 bits, whatever the code segment says");
            ended(read, i).claim("CR-03", "rbx", cr2 & 0xFFFF_FFFFL);
            Draft write = trials.guest("write-cr2-in-%s-mode".formatted(modes[i]), guests[i], "mov cr2, ebx")
                    .set("CR2", cr2)
                    .gpr("rbx", GARBAGE | 0x1234_5678)
                    .about(
                            "MOV to CR2 in %s mode".formatted(modes[i]),
                            "the upper half of the register is kept, or taken from the upper half of the general register");
            ended(write, i).claimField("CR-03", "CR2", 0x1234_5678);
        }
    }

    private static Draft ended(Draft draft, int mode) {
        boolean isReal = mode == 3;
        Draft passed = Trials.passes(mode < 2 ? draft : draft.touches(Draft.SCRATCH), "CR-02");
        return isReal ? Trials.inRealMode(passed) : passed;
    }

    private void encodings() {
        encoding("mod-0", "0x0f, 0x20, 0x13", "with ModRM.mod = 0");
        encoding("mod-1", "0x0f, 0x20, 0x53", "with ModRM.mod = 1");
        encoding("mod-2", "0x0f, 0x20, 0x93", "with ModRM.mod = 2");
        encoding("prefix-66", "0x66, 0x0f, 0x20, 0xd3", "with an operand-size prefix");
        encoding("prefix-67", "0x67, 0x0f, 0x20, 0xd3", "with an address-size prefix");
        encoding("rex-w", "0x48, 0x0f, 0x20, 0xd3", "with REX.W");
    }

    private void encoding(String name, String bytes, String what) {
        long cr2 = 0x1234_5678_9ABC_DEF0L;
        Draft draft = trials.guest("read-cr2-" + name, Guest.long64(), "db " + bytes)
                .set("CR2", cr2)
                .about(
                        "MOV from CR2 to RBX in 64-bit mode " + what,
                        "the form is taken for one with a memory operand, or the size of the operand is another one");
        Trials.passes(draft, "CR-02").claim("CR-02", "rbx", cr2);
    }

    /** CR-04 where the register exists: a bad value goes before the intercept. */
    private void order() {
        long[] legal = {CR0, 0, Fixture.PML4, 0x20, 0};
        long[] bad = {CR0 | 1L << 29, 0, Fixture.PML4 | 1L << 52, 0x8020, 0x10};
        int[] numbers = {0, 2, 3, 4, 8};
        for (int i = 0; i < numbers.length; i++) {
            int number = numbers[i];
            if (number == 2) {
                continue; // every value is legal
            }
            Draft illegal = trials.guest(
                            "intercepted-illegal-cr" + number, Guest.long64(), "mov cr%d, rbx".formatted(number))
                    .gpr("rbx", bad[i])
                    .about(
                            "MOV of an illegal value to CR%d, intercepted".formatted(number),
                            "the intercept comes before the check of the value");
            Trials.refused(Attempt.intercept(illegal, 0x10 + number), "CR-04");
            Draft neighbour = trials.guest(
                            "intercepted-legal-cr" + number, Guest.long64(), "mov cr%d, rbx".formatted(number))
                    .gpr("rbx", legal[i])
                    .about(
                            "MOV of a legal value to CR%d, intercepted".formatted(number),
                            "the value is refused, or the intercept is missed");
            Attempt.exits(Attempt.intercept(neighbour, 0x10 + number), number == 3 ? "CR-23" : "CR-04", 0x10 + number)
                    .unspecified(ExitMasks.WITH_INFO_1)
                    .unspecifiedWithout("DecodeAssists", "exit-information-1");
        }
    }
}
