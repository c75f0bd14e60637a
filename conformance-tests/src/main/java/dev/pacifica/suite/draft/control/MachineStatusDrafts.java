package dev.pacifica.suite.draft.control;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Subject;
import java.util.List;
import java.util.Locale;

/** LMSW, SMSW and CLTS (CR-13), and CR8 (CR-40, CR-42), nothing intercepted. */
public final class MachineStatusDrafts {
    private static final long LONG = 0x8001_0033L;
    private static final long PROTECTED = 0x33;
    private static final long REAL = 0x32;
    private static final String FAILS = "more or fewer bits than PE, MP, EM and TS are loaded, or PE is cleared";

    private final Trials trials = new Trials("control-registers");

    private MachineStatusDrafts() {}

    public static List<Draft> all() {
        MachineStatusDrafts drafts = new MachineStatusDrafts();
        drafts.lmsw();
        drafts.smsw();
        drafts.clts();
        drafts.taskPriority();
        return drafts.trials.all();
    }

    private Draft lmsw(String name, Guest guest, long operand, long before, long after) {
        Draft draft = trials.guest("lmsw-" + name, guest, "lmsw bx")
                .set("CR0", before)
                .gpr("rbx", operand)
                .about("LMSW of %04Xh while CR0 is %08Xh".formatted(operand & 0xFFFF, before), FAILS);
        return Trials.passes(draft, "CR-13").claimField("CR-13", "CR0", after);
    }

    private void lmsw() {
        for (int bit = 1; bit < 4; bit++) {
            lmsw("sets-bit-" + bit, Guest.long64(), LONG & 0xF & ~2 | 1 << bit, LONG & ~2, LONG & ~2 | 1 << bit);
            lmsw(
                    "clears-bit-" + bit,
                    Guest.protected32(),
                    0xF & ~(1 << bit),
                    PROTECTED | 0xF,
                    PROTECTED & ~2 | 0xF & ~(1 << bit) | 0x30);
        }
        lmsw("cannot-clear-pe", Guest.long64(), 0x2, LONG, LONG);
        lmsw("cannot-clear-pe-in-protected-mode", Guest.protected32(), 0, PROTECTED, PROTECTED & ~2);
        lmsw("ignores-bits-15-to-4", Guest.long64(), 0xFFC3, LONG, LONG);
        lmsw("ignores-ne-clear", Guest.protected32(), 3, PROTECTED, PROTECTED);
        lmsw("ignores-bits-above-16", Guest.long64(), 0xFFFF_FFFF_FFFF_0003L, LONG, LONG);
        lmsw("sets-pe-in-real-mode", Guest.real(), 1, REAL, REAL & ~2 | 1)
                .touches(Draft.SCRATCH)
                .claimField("CR-11", "CPL", 0)
                .unspecified("dpl-of-code-and-stack");
        Trials.inRealMode(lmsw("leaves-real-mode-alone", Guest.real(), 8, REAL, REAL & ~2 | 8))
                .touches(Draft.SCRATCH);
        Draft memory = trials.guest("lmsw-from-memory", Guest.long64(), "lmsw [rbx]")
                .gpr("rbx", Draft.SCRATCH)
                .data(Draft.SCRATCH, new byte[] {0xB, 0, -1, -1})
                .about("LMSW from memory", FAILS);
        Trials.passes(memory, "CR-13").claimField("CR-13", "CR0", LONG | 8);
        Draft user = trials.guest("lmsw-at-cpl-3", Guest.long64User(), "lmsw bx")
                .gpr("rbx", 3)
                .about("LMSW at CPL 3 of the bits that are there", "LMSW is not privileged");
        Trials.refused(user, "CR-13");
    }

    private void smsw() {
        long before = Slot.RBX.initial();
        String[] registers = {"bx", "ebx", "rbx"};
        long[] values = {before & ~0xFFFFL | LONG & 0xFFFF, LONG, LONG};
        for (int i = 0; i < registers.length; i++) {
            Draft draft = trials.guest("smsw-" + registers[i], Guest.long64(), "smsw " + registers[i])
                    .about(
                            "SMSW to " + registers[i].toUpperCase(Locale.ROOT),
                            "a register operand receives another part of CR0 than its size says");
            Trials.passes(draft, "CR-13").claim("CR-13", "rbx", values[i]);
        }
        Draft memory = trials.guest("smsw-to-memory", Guest.long64(), "smsw [rbx]")
                .gpr("rbx", Draft.SCRATCH)
                .data(Draft.SCRATCH, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})
                .about("SMSW to memory", "more than 16 bits are written");
        Trials.passes(memory, "CR-13")
                .claim("CR-13", Subject.memory(Draft.SCRATCH), 0xFFFF_FFFF_FFFF_0000L | LONG & 0xFFFF);
        Draft user = trials.guest("smsw-at-cpl-3", Guest.long64User(), "smsw ebx")
                .about("SMSW at CPL 3 with UMIP clear", "SMSW is privileged");
        Trials.passes(user, "CR-13").claim("CR-13", "rbx", LONG);
        Draft v86 = trials.guest("smsw-in-virtual-8086-mode", Guest.v86(), "smsw bx")
                .about("SMSW in virtual-8086 mode with UMIP clear", "SMSW is privileged there");
        v86.claimField("CR-13", "EXITCODE", Attempt.VMMCALL)
                .claim("CR-13", "rbx", before & ~0xFFFFL | PROTECTED)
                .unspecified(ExitMasks.PLAIN);
    }

    private void clts() {
        Draft set = trials.guest("clts-clears-ts", Guest.long64(), "clts")
                .set("CR0", LONG | 8)
                .about("CLTS while TS is set", "TS stays set, or something else changes");
        Trials.passes(set, "CR-13").claimField("CR-13", "CR0", LONG);
        Draft clear = trials.guest("clts-without-ts", Guest.protected32(), "clts")
                .about("CLTS while TS is clear", "CLTS flips TS");
        Trials.passes(clear, "CR-13").claimField("CR-13", "CR0", PROTECTED);
        Draft real = trials.guest("clts-in-real-mode", Guest.real(), "clts")
                .set("CR0", REAL | 8)
                .touches(Draft.SCRATCH)
                .about("CLTS in real mode", "CLTS is not available in real mode");
        Trials.inRealMode(Trials.passes(real, "CR-13")).claimField("CR-13", "CR0", REAL);
        Draft user = trials.guest("clts-at-cpl-3", Guest.protected32User(), "clts")
                .about("CLTS at CPL 3", "CLTS is not privileged");
        Trials.refused(user, "CR-13");
    }

    private void taskPriority() {
        for (int value : new int[] {0, 1, 8, 15}) {
            Draft draft = trials.guest("cr8-%d".formatted(value), Guest.long64(), "mov cr8, rbx", "mov rcx, cr8")
                    .gpr("rbx", value)
                    .about("MOV of %d to CR8, and back".formatted(value), "a legal value is refused or changed");
            Trials.passes(draft, "CR-40").claim("CR-40", "rcx", value).claim("CR-40", "cr8", value);
        }
        for (int bit : new int[] {4, 7, 31, 32, 63}) {
            Draft draft = trials.guest("cr8-bit-" + bit, Guest.long64(), "mov cr8, rbx")
                    .gpr("rbx", 1L << bit)
                    .about("MOV to CR8 of a value with bit %d set".formatted(bit), "a reserved bit is accepted");
            Trials.refused(draft, "CR-40").claim("CR-05", "cr8", 0);
        }
        Draft host = trials.host("host-cr8-bit-4", "trial: mov cr8, rbx")
                .gpr("rbx", 0x10)
                .about("MOV to CR8 in the host: bit 4 set", "a reserved bit is accepted");
        Trials.hostRefused(host, "CR-40").claim("CR-05", "cr8", 0);
        Draft masked = trials.guest("cr8-is-the-guests-with-masking", Guest.long64(), "mov cr8, rbx", "mov rcx, cr8")
                .gpr("rbx", 9)
                .state("cr8", 2)
                .set("V_INTR_MASKING", 1)
                .about(
                        "MOV to CR8 and back with V_INTR_MASKING set",
                        "the guest reads or writes the host's task priority");
        Trials.passes(masked, "CR-42").claim("CR-42", "rcx", 9).claim("CR-42", "cr8", 2);
        Draft refused = trials.guest("cr8-bit-4-with-masking", Guest.long64(), "mov cr8, rbx")
                .gpr("rbx", 0x10)
                .set("V_INTR_MASKING", 1)
                .about(
                        "MOV to CR8 of a value with bit 4 set, with V_INTR_MASKING set",
                        "V_TPR takes more than CR8 can hold");
        Trials.refused(refused, "CR-42").claimField("CR-42", "V_TPR", 0);
    }
}
