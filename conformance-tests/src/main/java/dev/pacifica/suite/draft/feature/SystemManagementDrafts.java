package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.util.List;

/** SMM_CTL, SMM_KEY and the lock of system management mode in HWCR. Each vector puts back what it has changed. */
public final class SystemManagementDrafts {
    private static final String PRESENT = "!NoSmmCtlMSR";
    private static final long KEY = 0xFEDC_BA98_7654_3210L;
    private static final int EXIT = 0x8;
    private static final int GENERAL_PROTECTION = 0x4D;
    private static final String SET = "or eax, 1";
    private static final String CLEAR = "and eax, -2";

    private final Trials trials = new Trials("svm-registers");

    private SystemManagementDrafts() {}

    public static List<Draft> all() {
        SystemManagementDrafts registers = new SystemManagementDrafts();
        registers.lock();
        registers.commands();
        registers.locked();
        registers.reserved();
        registers.absent();
        return registers.trials.all();
    }

    /** Changes the lock by a write of HWCR that keeps all other bits. */
    private static List<String> writeLock(String change) {
        return List.of("mov ecx, 0x%x".formatted(Msrs.HWCR), "rdmsr", change, "wrmsr");
    }

    private static List<String> readLock(String register) {
        return List.of(
                "mov ecx, 0x%x".formatted(Msrs.HWCR),
                "rdmsr",
                "and eax, 1",
                "mov %s, eax".formatted(register),
                "mov eax, 0",
                "mov edx, 0",
                "cmp eax, eax");
    }

    private void lock() {
        Draft draft = trials.host(
                        "smm-lock-and-key",
                        Msrs.lines(
                                Msrs.write(Msrs.SMM_KEY, KEY),
                                writeLock(SET),
                                writeLock(CLEAR),
                                readLock("esi"),
                                Msrs.write(Msrs.SMM_KEY, KEY + 1),
                                readLock("edi"),
                                Msrs.read(Msrs.SMM_KEY, "r8"),
                                Msrs.write(Msrs.SMM_KEY, KEY),
                                readLock("r9d"),
                                Msrs.write(Msrs.SMM_KEY, 0)))
                .about(
                        "HWCR.SmmLock is set, written with 0, and opened with a wrong and with the right key",
                        "the lock does not hold, or opens to a wrong key, or the key can be read");
        Trials.hostPasses(draft, "MSRREG-34")
                .claim("MSRREG-60", "rsi", 1)
                .claim("VMCR-22", "rsi", 1)
                .claim("VMCR-21", "rdi", 1)
                .claim("VMCR-21", "r9", 0)
                .claim("MSRREG-34", "r8", 0)
                .claim("MSRREG-34", "r9", 0);
    }

    /** All commands that are defined; where they enter system management mode it is left again. */
    private void commands() {
        for (int command : new int[] {0, 0x01, 0x04, 0x10, 0x02, 0x06, 0x03, 0x07, 0x18}) {
            boolean enters = (command & 0x2) != 0;
            boolean leaves = (command & EXIT) != 0;
            Draft draft = trials.host(
                            "smm-ctl-%02x".formatted(command),
                            Msrs.lines(
                                    leaves ? Msrs.write(Msrs.SMM_CTL, 0x2) : List.of(),
                                    Msrs.write(Msrs.SMM_CTL, command),
                                    enters ? Msrs.write(Msrs.SMM_CTL, EXIT) : List.of()))
                    .requires(PRESENT)
                    .about("SMM_CTL gets %02Xh".formatted(command), "a command that is defined faults");
            Trials.hostPasses(draft, command == 0 ? "MSRREG-31" : "MSRREG-55");
        }
    }

    /** A guest writes SMM_CTL, so that the host can open the lock again. */
    private void locked() {
        for (boolean isLocked : new boolean[] {true, false}) {
            String[] before = Msrs.lines(
                    Msrs.write(Msrs.SMM_KEY, KEY),
                    isLocked ? writeLock(SET) : List.of(),
                    "mov eax, 0x%x".formatted(Draft.VMCB),
                    "cmp eax, eax",
                    "vmrun",
                    Msrs.write(Msrs.SMM_KEY, KEY),
                    Msrs.write(Msrs.SMM_KEY, 0),
                    "jmp end");
            Draft draft = trials.guest(
                            isLocked ? "smm-ctl-locked" : "smm-ctl-unlocked",
                            Guest.long64(),
                            "mov ecx, 0x%x".formatted(Msrs.SMM_CTL),
                            "mov eax, 0",
                            "mov edx, 0",
                            "trial: wrmsr")
                    .host(before)
                    .requires(PRESENT)
                    .about(
                            "SMM_CTL gets 0 while HWCR.SmmLock is " + (isLocked ? "set" : "clear"),
                            "the lock does not cover SMM_CTL, or more than the lock does");
            if (isLocked) {
                draft.claimField("MSRREG-56", "EXITCODE", GENERAL_PROTECTION)
                        .claimField("MSRREG-56", "EXITINFO1", 0)
                        .claimField("EXIT-08", "RIP", draft.guestLabel("trial"))
                        .unspecified(ExitMasks.WITH_INFO_1);
            } else {
                Trials.passes(draft, "MSRREG-56");
            }
        }
    }

    private void reserved() {
        for (int bit : new int[] {5, 31, 32, 63}) {
            Draft draft = write("smm-ctl-bit-" + bit, 1L << bit)
                    .requires(PRESENT)
                    .about("SMM_CTL gets bit " + bit, "a bit that must be zero is accepted");
            Trials.hostRefused(draft, "VMCR-25");
        }
    }

    private void absent() {
        Trials.hostRefused(
                write("no-smm-ctl-wrmsr", 0)
                        .requires("NoSmmCtlMSR")
                        .about("WRMSR of SMM_CTL on a processor without it", "the register exists"),
                "MSRREG-31");
        Trials.hostRefused(
                trials.host("no-smm-ctl-rdmsr", "trial: rdmsr")
                        .gpr("rcx", Msrs.SMM_CTL & 0xFFFF_FFFFL)
                        .requires("NoSmmCtlMSR")
                        .about("RDMSR of SMM_CTL on a processor without it", "the register exists"),
                "MSRREG-31");
    }

    private Draft write(String name, long value) {
        return trials.host(name, "trial: wrmsr")
                .gpr("rcx", Msrs.SMM_CTL & 0xFFFF_FFFFL)
                .gpr("rax", value & 0xFFFF_FFFFL)
                .gpr("rdx", value >>> 32);
    }
}
