package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import dev.pacifica.suite.fixture.Fixture;
import java.util.List;
import java.util.Locale;

/** What CPUID reports, and that a processor behaves as it says. */
public final class IdentificationDrafts {
    private static final List<String> TIDY =
            List.of("mov eax, 0", "mov ebx, 0", "mov ecx, 0", "mov edx, 0", "cmp eax, eax");
    private static final String TRUST = "the processor behaves otherwise than CPUID says";

    private final Trials trials = new Trials("identification");

    private IdentificationDrafts() {}

    public static List<Draft> all() {
        IdentificationDrafts identification = new IdentificationDrafts();
        identification.taskPriority();
        identification.timeStamp();
        identification.addressSize();
        identification.readProcessorRegister();
        identification.longModeLimits();
        identification.userDisable();
        identification.lock();
        identification.absent();
        identification.encryption();
        return identification.trials.all();
    }

    /** LOCK MOV CR0, by which 32-bit code reaches CR8. */
    private void taskPriority() {
        String[] bytes = {"db 0xf0, 0x0f, 0x20, 0xc3"}; // lock mov ebx, cr0
        Draft with = trials.guest("lock-mov-cr0", Guest.protected32(), bytes)
                .requires("AltMovCr8")
                .set("V_INTR_MASKING", 1)
                .set("V_TPR", 5)
                .about("LOCK MOV from CR0 with AltMovCr8", TRUST);
        Trials.passes(with, "CPUID-05").claim("CPUID-05", "rbx", 5);
        Draft without = trials.guest("lock-mov-cr0-missing", Guest.protected32(), bytes)
                .requires("!AltMovCr8")
                .about("LOCK MOV from CR0 without AltMovCr8", TRUST);
        Trials.undefined(without, "CPUID-05").claim("CPUID-61", "rbx", 0xA3A3_A3A3_A3A3_A3A3L);
    }

    private void timeStamp() {
        Draft without = trials.guest("rdtscp-missing", Guest.long64(), "rdtscp")
                .requires("!RDTSCP")
                .about("RDTSCP without its feature", TRUST);
        Trials.undefined(without, "CPUID-07").claimField("CPUID-61", "EXITCODE", Attempt.UD);
    }

    /** The address 2^width, computed from CPUID; VM_HSAVE_PA refuses it and takes the last page below it. */
    private void addressSize() {
        List<String> limit =
                List.of("mov eax, 0x80000008", "mov ecx, 0", "cpuid", "mov ecx, eax", "mov r8d, 1", "shl r8, cl");
        Draft beyond = trials.guest(
                        "physical-address-beyond",
                        Guest.long64(),
                        Msrs.lines(
                                limit,
                                "mov rdx, r8",
                                "shr rdx, 32",
                                TIDY.get(0),
                                "mov ebx, 0",
                                "mov r8d, 0",
                                "mov ecx, 0xc0010117",
                                "trial: wrmsr"))
                .about("VM_HSAVE_PA gets the first address beyond the width that CPUID reports", TRUST)
                .host("vmrun", "mov edx, 0", "jmp end");
        Trials.refusedAt(beyond, "CPUID-08", "trial").claimField("CPUID-08", "RAX", 0);
        Draft below = trials.host(
                        "physical-address-last",
                        Msrs.lines(
                                limit,
                                "sub r8, 0x1000",
                                "mov rdx, r8",
                                "shr rdx, 32",
                                "mov eax, r8d",
                                "mov ecx, 0xc0010117",
                                "wrmsr",
                                Msrs.read(Msrs.VM_HSAVE_PA, "r9"),
                                Msrs.write(Msrs.VM_HSAVE_PA, Fixture.HOST_SAVE_AREA),
                                "xor r9, r8",
                                "mov r8d, 0",
                                TIDY))
                .about("VM_HSAVE_PA gets the last page below the width that CPUID reports", TRUST);
        Trials.hostPasses(below, "CPUID-08").claim("CPUID-08", "r9", 0);
    }

    private void readProcessorRegister() {
        Draft without = trials.guest("rdpru-missing", Guest.long64(), "db 0x0f, 0x01, 0xfd")
                .requires("!RDPRU")
                .about("RDPRU without its feature", TRUST);
        Trials.undefined(without, "CPUID-09").claimField("CPUID-61", "EXITCODE", Attempt.UD);
    }

    private void longModeLimits() {
        Draft draft = trials.host("efer-lmsle-unsupported", "trial: wrmsr")
                .requires("EferLmsleUnsupported")
                .gpr("rcx", 0xC000_0080L)
                .gpr("rax", 0x3D01)
                .gpr("rdx", 0)
                .about("EFER.LMSLE on a processor that reports not to have it", TRUST);
        Trials.hostRefused(draft, "CPUID-09");
    }

    /** HWCR bit 35; HWCR exists everywhere, and the host puts back what was there. */
    private void userDisable() {
        for (int cpl : new int[] {0, 3}) {
            for (int set = 0; set < 2; set++) {
                Draft draft = trials.guest(
                                "cpuid-at-cpl-%d-%s".formatted(cpl, set == 1 ? "disabled" : "enabled"),
                                cpl == 3 ? Guest.long64User() : Guest.long64(),
                                Msrs.lines("cpuid", TIDY))
                        .requires("CpuidUserDis")
                        .about("CPUID at CPL %d with CpuidUserDis %d".formatted(cpl, set), TRUST)
                        .host(Msrs.lines(
                                "mov ecx, 0xc0010015",
                                "rdmsr",
                                "mov r8d, edx",
                                "and edx, 0xfffffff7",
                                "or edx, 0x%x".formatted(set << 3),
                                "wrmsr",
                                "mov eax, 0x%x".formatted(Draft.VMCB),
                                "vmrun",
                                "mov ecx, 0xc0010015",
                                "rdmsr",
                                "mov edx, r8d",
                                "wrmsr",
                                "mov r8d, 0",
                                TIDY,
                                "jmp end"));
                if (cpl == 3 && set == 1) {
                    Trials.refused(draft, "MSRREG-63").claimField("CPUID-11", "EXITCODE", Attempt.GP);
                } else {
                    Trials.passes(draft, "MSRREG-63").claimField("CPUID-11", "EXITCODE", Attempt.VMMCALL);
                }
            }
        }
    }

    /** SVM_KEY. */
    private void lock() {
        Draft with = trials.host("svm-key", Msrs.lines(Msrs.read(Msrs.SVM_KEY, "rsi")))
                .requires("SVML")
                .about("RDMSR of SVM_KEY with SVM lock", TRUST);
        Trials.hostPasses(with, "CPUID-32").claim("EN-28", "rsi", 0);
        for (String instruction : new String[] {"rdmsr", "wrmsr"}) {
            Draft without = trials.host("no-svm-key-" + instruction, "trial: " + instruction)
                    .requires("!SVML")
                    .gpr("rcx", Msrs.SVM_KEY & 0xFFFF_FFFFL)
                    .gpr("rax", 0)
                    .gpr("rdx", 0)
                    .about(instruction + " of SVM_KEY without SVM lock", TRUST);
            Trials.hostRefused(without, "CPUID-32").claim("CPUID-61", "exception.vector", 13);
        }
    }

    /** CPUID-61: enable bits of features that the processor lacks, and an MSR. */
    private void absent() {
        String[] features = {"AVIC", "VGIF", "GMET", "VNMI"};
        String[] fields = {"AVIC_ENABLE", "VGIF_ENABLE", "GMET_ENABLE", "V_NMI_ENABLE"};
        for (int n = 0; n < features.length; n++) {
            Draft draft = trials.guest(
                            "without-" + features[n].toLowerCase(Locale.ROOT), Guest.long64(), "mov ebx, 0x77")
                    .requires("!" + features[n])
                    .set(fields[n], 1)
                    .about(
                            "a guest with %s set, without the feature".formatted(fields[n]),
                            "the bit does something, or is checked");
            Trials.passes(draft, "CPUID-61").claim("CPUID-61", "rbx", 0x77);
        }
        Draft doorbell = trials.host("without-avic-doorbell", "trial: wrmsr")
                .requires("!AVIC")
                .gpr("rcx", 0xC001_011BL)
                .gpr("rax", 0)
                .gpr("rdx", 0)
                .about("WRMSR of the AVIC doorbell without AVIC", TRUST);
        Trials.hostRefused(doorbell, "CPUID-61");
    }

    private void encryption() {
        Draft draft = trials.host(
                        "no-memory-encryption",
                        "mov eax, 0x8000001f",
                        "mov ecx, 0",
                        "cpuid",
                        "or eax, ebx",
                        "or eax, ecx",
                        "or eax, edx",
                        "cmp ebx, ebx")
                .requires("!SME", "!SEV")
                .about("CPUID function 8000_001Fh without SME and SEV", "a register is not 0");
        Trials.hostPasses(draft, "CPUID-70")
                .claim("CPUID-70", "rax", 0)
                .claim("CPUID-70", "rbx", 0)
                .claim("CPUID-70", "rcx", 0)
                .claim("CPUID-70", "rdx", 0);
    }
}
