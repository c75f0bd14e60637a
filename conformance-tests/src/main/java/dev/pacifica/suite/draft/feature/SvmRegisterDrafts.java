package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.util.List;

/** The MSRs of SVM in the host, where nothing intercepts them. Each vector puts back what it has changed. */
public final class SvmRegisterDrafts {
    private static final long EFER_WITHOUT_SVME = 0xD00;
    private static final long KEY = 0x0123_4567_89AB_CDEFL;
    private static final int LOCK = 1 << 3;
    private static final int SVMDIS = 1 << 4;
    private static final String ABSENT = "a register exists whose feature the processor lacks";

    private final Trials trials = new Trials("svm-registers");

    private SvmRegisterDrafts() {}

    public static List<Draft> all() {
        SvmRegisterDrafts registers = new SvmRegisterDrafts();
        registers.whateverSvme();
        registers.privilege();
        registers.lockWithDisable();
        registers.numericError();
        registers.absent();
        return registers.trials.all();
    }

    private void whateverSvme() {
        int[] registers = {Msrs.VM_CR, Msrs.IGNNE, Msrs.VM_HSAVE_PA};
        String[] names = {"vm-cr", "ignne", "vm-hsave-pa"};
        for (int n = 0; n < registers.length; n++) {
            Draft draft = trials.host(
                            names[n] + "-without-svme",
                            Msrs.lines(
                                    Msrs.read(registers[n], "rsi"),
                                    "mov rax, rsi",
                                    "shl rsi, 32",
                                    "shr rsi, 32",
                                    "mov rdx, rax",
                                    "shr rdx, 32",
                                    "wrmsr",
                                    "mov esi, 0",
                                    "mov eax, 0",
                                    "cmp eax, eax"))
                    .state("efer", EFER_WITHOUT_SVME)
                    .about(
                            "RDMSR and WRMSR of %s while EFER.SVME is clear".formatted(names[n]),
                            "the register depends on SVME");
            Trials.hostPasses(draft, "MSRREG-01");
        }
    }

    private void privilege() {
        for (int register : new int[] {Msrs.VM_CR, Msrs.IGNNE, Msrs.VM_HSAVE_PA}) {
            for (String instruction : new String[] {"rdmsr", "wrmsr"}) {
                Draft draft = trials.guest(
                                "%s-%x-at-cpl-3".formatted(instruction, register & 0xFFFF),
                                Guest.long64User(),
                                instruction)
                        .gpr("rcx", register & 0xFFFF_FFFFL)
                        .set("RAX", 0)
                        .gpr("rdx", 0)
                        .about(
                                "%s of MSR %08Xh at CPL 3".formatted(instruction, register),
                                "the register can be reached without privilege");
                Trials.refused(draft, "MSRREG-01");
            }
        }
    }

    /** LOCK and SVMDIS in one write; the key undoes it. SVM stays visible in CPUID. */
    private void lockWithDisable() {
        for (int disable : new int[] {0, SVMDIS}) {
            Draft draft = trials.host(
                            disable == 0 ? "lock-alone" : "lock-and-svmdis",
                            Msrs.lines(
                                    Msrs.write(Msrs.SVM_KEY, KEY),
                                    Msrs.write(Msrs.VM_CR, LOCK | disable),
                                    Msrs.read(Msrs.VM_CR, "rsi"),
                                    "mov eax, 0x80000001",
                                    "mov ecx, 0",
                                    "cpuid",
                                    "mov edi, ecx",
                                    "shr edi, 2",
                                    "and edi, 1",
                                    Msrs.write(Msrs.SVM_KEY, KEY),
                                    Msrs.write(Msrs.VM_CR, 0),
                                    Msrs.read(Msrs.VM_CR, "r8"),
                                    Msrs.write(Msrs.SVM_KEY, 0),
                                    "mov ebx, 0",
                                    "cmp eax, eax"))
                    .requires("SVML")
                    .state("efer", EFER_WITHOUT_SVME)
                    .about(
                            "VM_CR gets LOCK%s in one write".formatted(disable == 0 ? "" : " and SVMDIS"),
                            "SVMDIS is not taken together with LOCK, or hides SVM");
            Trials.hostPasses(draft, "MSRREG-21")
                    .claim("MSRREG-21", "rsi", LOCK | disable)
                    .claim("MSRREG-27", "rdi", 1)
                    .claim("EN-28", "r8", 0);
        }
    }

    private void numericError() {
        for (int value = 0; value < 2; value++) {
            Draft draft = trials.host(
                            "ignne-" + value,
                            Msrs.lines(
                                    Msrs.write(Msrs.IGNNE, value),
                                    Msrs.read(Msrs.IGNNE, "rsi"),
                                    Msrs.write(Msrs.IGNNE, 0)))
                    .about("IGNNE gets " + value, "the bit is not kept");
            Trials.hostPasses(draft, "MSRREG-30").claim("MSRREG-30", "rsi", value);
        }
        for (int bit : new int[] {1, 2, 31, 32, 63}) {
            long value = 1L << bit;
            Draft draft = trials.host("ignne-bit-" + bit, "trial: wrmsr")
                    .gpr("rcx", Msrs.IGNNE & 0xFFFF_FFFFL)
                    .gpr("rax", value & 0xFFFF_FFFFL)
                    .gpr("rdx", value >>> 32)
                    .about("IGNNE gets bit " + bit, "a bit that must be zero is accepted");
            Trials.hostRefused(draft, "MSRREG-30");
        }
    }

    private void absent() {
        absent("vmpage-flush", 0xC001_011E, "MSRREG-37", "wrmsr", "!SEV");
        absent("ghcb", 0xC001_0130, "MSRREG-39", "rdmsr", "!SEV");
        absent("sev-status", 0xC001_0131, "MSRREG-40", "rdmsr", "!SEV");
        absent("sev-status", 0xC001_0131, "MSRREG-40", "wrmsr", "!SEV");
        absent("guest-tsc-freq", 0xC001_0134, "MSRREG-42", "rdmsr", "!SEV");
        absent("virtual-tom", 0xC001_0135, "MSRREG-43", "rdmsr", "!SEV");
        absent("secure-avic-ctrl", 0xC001_0138, "MSRREG-46", "rdmsr", "!SEV");
        absent("virt-rmpupdate", 0xC001_F001, "MSRREG-47", "wrmsr", "SVM");
        absent("virt-psmash", 0xC001_F002, "MSRREG-47", "wrmsr", "SVM");
    }

    private void absent(String name, int register, String rule, String instruction, String condition) {
        Draft draft = trials.host("no-%s-%s".formatted(name, instruction), "trial: " + instruction)
                .gpr("rcx", register & 0xFFFF_FFFFL)
                .gpr("rax", 0)
                .gpr("rdx", 0)
                .about("%s of MSR %08Xh".formatted(instruction, register), ABSENT);
        if (!condition.equals("SVM")) {
            draft.requires(condition);
        }
        Trials.hostRefused(draft, rule);
    }
}
