package dev.pacifica.suite.draft.dev;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.List;
import java.util.Locale;

/** SKINIT in hosts whose state differs in one thing: what of it the loader finds, and what of it forbids SKINIT. */
public final class LoaderStateDrafts {
    private static final long HOST_CR0 = 0x8001_0033L;
    private static final long HOST_CR4 = 0x20;
    private static final long FLAT = 0x11;
    private static final long WITHOUT_SVME = 0xD00;
    private static final int UNDEFINED_OPCODE = 6;
    private static final int GENERAL_PROTECTION = 13;

    private final LoaderTrials trials = new LoaderTrials();

    private LoaderStateDrafts() {}

    public static List<Draft> all() {
        LoaderStateDrafts drafts = new LoaderStateDrafts();
        drafts.cr0();
        drafts.cr4();
        drafts.flags();
        drafts.registers();
        drafts.breakpoints();
        drafts.disabled();
        drafts.refused();
        return drafts.trials.all();
    }

    /** Of CR0 only CD and NW stay, so that a bit that was set is clear, and ET is set. */
    private void cr0() {
        long[] bits = {1 << 1, 1 << 3, 1 << 5, 1 << 16, 1 << 18};
        String[] names = {"mp", "ts", "ne", "wp", "am"};
        for (int i = 0; i < bits.length; i++) {
            trials.loader("cr0-" + names[i], "SKINIT with CR0.%s changed".formatted(names[i].toUpperCase(Locale.ROOT)))
                    .about(
                            "SKINIT in a host whose CR0 differs in bit %d"
                                    .formatted(Long.numberOfTrailingZeros(bits[i])),
                            "the bit outlives SKINIT, or is set by it")
                    .state("cr0", HOST_CR0 ^ bits[i])
                    .claim("SKINIT-30", "cr0", FLAT);
        }
        trials.loader("cr0-nw-alone-cleared", "SKINIT with CR0.CD and CR0.NW clear")
                .claim("SKINIT-30", "cr0", 3L << 29, 0);
    }

    /** The bits that every processor with SVM has. */
    private void cr4() {
        for (int bit : new int[] {2, 3, 4, 7, 8, 9, 10}) {
            String title = "SKINIT in a host with bit %d of CR4 set".formatted(bit);
            trials.loader("cr4-bit-" + bit, title)
                    .about(title, "bit %d of CR4 outlives SKINIT".formatted(bit))
                    .state("cr4", HOST_CR4 | 1L << bit)
                    .claim("SKINIT-30", "cr4", 0);
        }
    }

    private void flags() {
        for (long flags : new long[] {0xAD7, 0x3202, 0x4002, 0x20_0002}) {
            trials.loader("flags-%x".formatted(flags), "SKINIT with RFLAGS of %Xh".formatted(flags))
                    .about("SKINIT with RFLAGS of %Xh".formatted(flags), "a flag outlives SKINIT")
                    .state("rflags", flags & ~0x100)
                    .claim("SKINIT-30", "rflags", 2);
        }
    }

    private void registers() {
        trials.loader("system-call-registers-kept", "registers of system calls at the loader's first instruction")
                .about("registers of system calls at the loader's first instruction", "SKINIT clears an MSR")
                .state("cstar", 0x1_2345_6000L)
                .state("sfmask", 0x4_7700)
                .state("sysenter.cs", 0x28)
                .state("sysenter.esp", 0x7_1000)
                .claim("SKINIT-33", "cstar", 0x1_2345_6000L)
                .claim("SKINIT-33", "sfmask", 0x4_7700)
                .claim("SKINIT-33", "sysenter.cs", 0x28)
                .claim("SKINIT-33", "sysenter.esp", 0x7_1000);
        trials.loader("middle-debug-registers-kept", "DR1 and DR2 at the loader's first instruction")
                .about("DR1 and DR2 at the loader's first instruction", "SKINIT clears a debug register")
                .state("dr1", 0x1111_0000)
                .state("dr2", 0x2222_0000)
                .claim("SKINIT-30", "dr1", 0x1111_0000)
                .claim("SKINIT-30", "dr2", 0x2222_0000);
    }

    /** Matches are discarded while GIF is clear; a trap would find no IDT. */
    private void breakpoints() {
        trials.loader(
                        "breakpoint-at-the-entry",
                        "an instruction breakpoint at the loader's entry point",
                        "mov ebx, 0x55")
                .about(
                        "an instruction breakpoint at the loader's entry point",
                        "the breakpoint is honoured with GIF clear")
                .state("dr0", LoaderTrials.BLOCK + LoaderTrials.ENTRY)
                .state("dr7", 0x402)
                .claimEnds("SKINIT-28", Ended.END)
                .claim("SKINIT-28", "rbx", 0x55)
                .claim("SKINIT-30", "dr7", 0x402);
        trials.loader("breakpoint-on-the-header", "a data breakpoint on the image's header")
                .about("a data breakpoint on the image's header", "what SKINIT reads counts as an access of software")
                .state("dr1", LoaderTrials.BLOCK)
                .state("dr7", 0xF0_0408)
                .claimEnds("SKINIT-28", Ended.END)
                .claim("SKINIT-28", "dr6", 0xF, 0);
    }

    /** SVMDIS needs EFER.SVME to be clear; the loader clears VM_CR, as if no one had locked anything. */
    private void disabled() {
        trials.loader("without-svme", "SKINIT with EFER.SVME clear", "mov ebx, 0x55")
                .about("SKINIT with EFER.SVME clear", "SKINIT needs EFER.SVME although CPUID reports SKINIT")
                .state("efer", WITHOUT_SVME)
                .claimEnds("SKINIT-03", Ended.END)
                .claim("SKINIT-04", "rbx", 0x55);
        trials.loader("svm-disabled", "SKINIT with VM_CR.SVMDIS set", clearsVmCr())
                .about("SKINIT with VM_CR.SVMDIS set", "SVMDIS disables SKINIT, or SKINIT clears SVMDIS")
                .requires("SVML")
                .state("efer", WITHOUT_SVME)
                .host(
                        "mov ecx, 0xc0010114",
                        "mov eax, 0x10",
                        "mov edx, 0",
                        "wrmsr",
                        "mov eax, 0x%x".formatted(LoaderTrials.BLOCK),
                        "skinit")
                .claimEnds("SKINIT-05", Ended.END)
                .claim("EN-26", "rbx", 0x17);
        trials.loader("svm-locked", "SKINIT with VM_CR.LOCK and SVMDIS set; the loader has the key", unlocksVmCr())
                .about(
                        "SKINIT with VM_CR.LOCK and SVMDIS set; the loader has the key",
                        "a lock disables SKINIT, or SKINIT removes the lock or its key")
                .requires("SVML")
                .state("efer", WITHOUT_SVME)
                .host(
                        "mov ecx, 0xc0010118",
                        "mov eax, 0x5a",
                        "mov edx, 0",
                        "wrmsr",
                        "mov ecx, 0xc0010114",
                        "mov eax, 0x18",
                        "wrmsr",
                        "mov eax, 0x%x".formatted(LoaderTrials.BLOCK),
                        "skinit")
                .claimEnds("SKINIT-05", Ended.END)
                .claim("EN-24", "rbx", 0x1F)
                .claim("EN-28", "rsi", 0x17);
    }

    private static String[] clearsVmCr() {
        return new String[] {"mov ecx, 0xc0010114", "rdmsr", "mov ebx, eax", "mov eax, 0", "mov edx, 0", "wrmsr"};
    }

    private static String[] unlocksVmCr() {
        return new String[] {
            "mov ecx, 0xc0010114",
            "rdmsr",
            "mov ebx, eax",
            "mov ecx, 0xc0010118",
            "mov eax, 0x5a",
            "mov edx, 0",
            "wrmsr",
            "mov ecx, 0xc0010114",
            "rdmsr",
            "mov esi, eax",
            "mov eax, 0",
            "wrmsr"
        };
    }

    /** In the host: no feature, or not privileged. */
    private void refused() {
        Draft absent = new Draft("skinit/absent-without-svme", Level.EXCEPTION)
                .about("SKINIT with EFER.SVME clear, without SKINIT and SVM lock", "SKINIT exists without its feature")
                .requires("!SKINIT", "!SVML")
                .state("efer", WITHOUT_SVME)
                .host("here: skinit", "jmp end");
        trials.add(absent.claimException("SKINIT-08", UNDEFINED_OPCODE, 0, absent.label("here")));
        for (long efer : new long[] {WITHOUT_SVME, 0x1D00}) {
            String name = efer == WITHOUT_SVME ? "without-svme" : "with-svme";
            Draft user = new Draft("skinit/host-at-cpl-3-" + name, Level.EXCEPTION)
                    .about("SKINIT at privilege level 3 in the host", "SKINIT is executed without privilege")
                    .requires("SKINIT")
                    .state("efer", efer)
                    .hostAtCpl3("here: skinit", "jmp end");
            trials.add(user.claimException("SKINIT-09", GENERAL_PROTECTION, 0, user.label("here")));
        }
        Draft both = new Draft("skinit/absent-at-cpl-3", Level.EXCEPTION)
                .about("SKINIT that does not exist, at privilege level 3", "#GP is raised before #UD")
                .requires("!SKINIT", "!SVML")
                .state("efer", WITHOUT_SVME)
                .hostAtCpl3("here: skinit", "jmp end");
        trials.add(both.claimException("SKINIT-08", UNDEFINED_OPCODE, 0, both.label("here")));
    }
}
