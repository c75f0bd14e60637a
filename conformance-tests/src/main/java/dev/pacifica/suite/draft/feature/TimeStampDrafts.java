package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Attempt;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.util.List;

/**
 * What a guest reads of the time-stamp counter. Only bits are looked at that do not change while a vector runs: the physical counter is
 * far below 2^62, or has just been set, or the ratio is 0.
 */
public final class TimeStampDrafts {
    private static final long OFFSET = 0x1122_3344_5566_7788L;
    private static final long ONE = 1L << 32;
    private static final long SET = 1L << 40;
    private static final String WRONG = "the guest's counter is not the scaled physical one plus the offset";
    private static final List<String> TIDY = List.of("mov eax, 0", "mov edx, 0", "cmp eax, eax");
    private static final List<String> RATIO_BACK = Msrs.write(Msrs.TSC_RATIO, ONE);
    private static final List<String> COUNTER_BACK = Msrs.write(Msrs.TSC, 0);
    private static final int TSD = 1 << 2;

    private final Trials trials = new Trials("time-stamp");

    private TimeStampDrafts() {}

    public static List<Draft> all() {
        TimeStampDrafts stamps = new TimeStampDrafts();
        stamps.offset("rdtsc", List.of("rdtsc"));
        stamps.offset("rdtscp", List.of("rdtscp", "mov ecx, 0"));
        stamps.offset("rdmsr", List.of("mov ecx, 0x10", "rdmsr"));
        stamps.ratio();
        stamps.fraction();
        stamps.zero();
        stamps.host();
        stamps.written();
        stamps.register();
        stamps.disabled();
        return stamps.trials.all();
    }

    /** The two highest bits tell whether the offset has been added. */
    private void offset(String name, List<String> read) {
        for (long offset : new long[] {0, 1L << 62, 3L << 62}) {
            Draft draft = trials.guest(
                            "%s-with-offset-%x".formatted(name, offset >>> 60),
                            Guest.long64(),
                            Msrs.lines(read, "mov esi, edx", "shr esi, 30", TIDY))
                    .about("%s with TSC_OFFSET %Xh".formatted(name, offset), WRONG)
                    .set("TSC_OFFSET", offset)
                    .host(Msrs.lines("vmrun", "rdtsc", "mov edi, edx", "shr edi, 30", TIDY, "jmp end"));
            if (name.equals("rdtscp")) {
                draft.requires("RDTSCP");
            }
            Trials.passes(draft, "TSC-09").claim("TSC-03", "rsi", offset >>> 62).claim("TSC-09", "rdi", 0);
            if (name.equals("rdtscp")) {
                draft.claim("CPUID-07", "rsi", offset >>> 62);
            }
        }
    }

    private Draft scaled(String name, long ratio, String what, Object... guest) {
        return trials.guest(name, Guest.long64(), Msrs.lines(guest))
                .requires("TscRateMsr")
                .about(what, WRONG)
                .host(Msrs.lines(
                        Msrs.write(Msrs.TSC, SET),
                        Msrs.write(Msrs.TSC_RATIO, ratio),
                        "mov eax, 0x%x".formatted(Draft.VMCB),
                        "vmrun",
                        RATIO_BACK,
                        "rdtsc",
                        "mov edi, edx",
                        "shr edi, 4",
                        COUNTER_BACK,
                        "cmp eax, eax",
                        "jmp end"));
    }

    /** The counter is 2^40 and little more; bits 63:36 of the product are looked at. */
    private void ratio() {
        long[] ratios = {ONE, 2 * ONE, ONE / 2, ONE + ONE / 2, ONE + ONE / 4, 255 * ONE};
        long[] products = {0x10, 0x20, 0x8, 0x18, 0x14, 0xFF0};
        for (int n = 0; n < ratios.length; n++) {
            for (long offset : new long[] {0, 1L << 60}) {
                Draft draft = scaled(
                                "ratio-%x%s".formatted(ratios[n], offset == 0 ? "" : "-with-offset"),
                                ratios[n],
                                "RDTSC with the ratio %Xh and offset %Xh".formatted(ratios[n], offset),
                                "rdtsc",
                                "mov esi, edx",
                                "shr esi, 4",
                                TIDY)
                        .set("TSC_OFFSET", offset);
                Trials.passes(draft, "TSC-01")
                        .claim("TSC-02", "rsi", products[n] + (offset >>> 36))
                        .claim("TSC-04", "rdi", 0x10);
            }
        }
    }

    /**
     * The last bits of the fraction: the counter is 2^63 and little more, so that bit n of the ratio adds 2^(31+n); bits 63:31 of the
     * product are looked at.
     */
    private void fraction() {
        for (long ratio : new long[] {1, 2, ONE - 1, ONE | 1, ONE | 1 << 15}) {
            Draft draft = trials.guest(
                            "ratio-fraction-%x".formatted(ratio),
                            Guest.long64(),
                            Msrs.lines("rdtsc", "mov esi, edx", "shl rsi, 1", "shr eax, 31", "or rsi, rax", TIDY))
                    .requires("TscRateMsr")
                    .about("RDTSC with the ratio %Xh of a counter of 2^63".formatted(ratio), WRONG)
                    .host(Msrs.lines(
                            Msrs.write(Msrs.TSC, 1L << 63),
                            Msrs.write(Msrs.TSC_RATIO, ratio),
                            "mov eax, 0x%x".formatted(Draft.VMCB),
                            "vmrun",
                            RATIO_BACK,
                            COUNTER_BACK,
                            "cmp eax, eax",
                            "jmp end"));
            Trials.passes(draft, "TSC-01").claim("TSC-01", "rsi", ratio);
        }
    }

    private void zero() {
        List<List<String>> reads =
                List.of(List.of("rdtsc"), List.of("rdtscp", "mov ecx, 0"), List.of("mov ecx, 0x10", "rdmsr"));
        List<String> names = List.of("rdtsc", "rdtscp", "rdmsr");
        for (int n = 0; n < names.size(); n++) {
            Draft draft = scaled(
                            "ratio-0-" + names.get(n),
                            0,
                            names.get(n) + " with the ratio 0, twice",
                            reads.get(n),
                            "mov esi, eax",
                            "mov ebx, edx",
                            reads.get(n),
                            "mov r8d, eax",
                            "mov r9d, edx",
                            TIDY)
                    .set("TSC_OFFSET", OFFSET);
            if (names.get(n).equals("rdtscp")) {
                draft.requires("RDTSCP");
            }
            Trials.passes(draft, "TSC-07")
                    .claim("TSC-07", "rsi", OFFSET & 0xFFFF_FFFFL)
                    .claim("TSC-07", "rbx", OFFSET >>> 32)
                    .claim("TSC-07", "r8", OFFSET & 0xFFFF_FFFFL)
                    .claim("TSC-03", "r9", OFFSET >>> 32);
        }
    }

    /** TSC-04: with the ratio 0 the host's counter runs on. */
    private void host() {
        Draft draft = trials.host(
                        "host-with-ratio-0",
                        Msrs.lines(
                                Msrs.write(Msrs.TSC_RATIO, 0),
                                "rdtsc",
                                "or eax, edx",
                                "mov ebx, 0",
                                "setnz bl",
                                RATIO_BACK,
                                "cmp eax, eax"))
                .requires("TscRateMsr")
                .about("RDTSC in the host with the ratio 0", "the ratio counts in the host");
        Trials.hostPasses(draft, "TSC-04").claim("TSC-04", "rbx", 1);
    }

    /** TSC-05: the host reads what the guest has written; the guest reads it with the offset. */
    private void written() {
        Draft draft = trials.guest(
                        "written-by-guest",
                        Guest.long64(),
                        Msrs.lines(Msrs.write(Msrs.TSC, SET), "rdtsc", "mov esi, edx", "shr esi, 4", TIDY))
                .about("WRMSR of TSC in a guest with TSC_OFFSET", "the offset is subtracted, or lost")
                .set("TSC_OFFSET", 1L << 60)
                .host(Msrs.lines(
                        "vmrun", "rdtsc", "mov edi, edx", "shr edi, 4", COUNTER_BACK, "cmp eax, eax", "jmp end"));
        Trials.passes(draft, "TSC-05").claim("TSC-05", "rdi", 0x10).claim("TSC-05", "rsi", 0x100_0010);
        Draft scaled = scaled(
                "written-by-guest-with-ratio",
                2 * ONE,
                "WRMSR of TSC in a guest with the ratio 2.0",
                Msrs.write(Msrs.TSC, 4 * SET),
                "rdtsc",
                "mov esi, edx",
                "shr esi, 4",
                TIDY);
        Trials.passes(scaled, "TSC-05").claim("TSC-05", "rdi", 0x40).claim("TSC-05", "rsi", 0x80);
    }

    private void register() {
        for (long value : new long[] {0, 1, ONE, 0xFF_FFFF_FFFFL}) {
            Draft draft = trials.host(
                            "ratio-register-%x".formatted(value),
                            Msrs.lines(
                                    Msrs.read(Msrs.TSC_RATIO, "rdi"),
                                    Msrs.write(Msrs.TSC_RATIO, value),
                                    Msrs.read(Msrs.TSC_RATIO, "rsi"),
                                    RATIO_BACK))
                    .requires("TscRateMsr")
                    .about("TSC_RATIO gets %Xh".formatted(value), "a legal value is refused or changed");
            Trials.hostPasses(draft, "MSRREG-48")
                    .claim("MSRREG-48", "rsi", value)
                    .claim("TSC-01", "rdi", ONE);
        }
        for (int bit : new int[] {40, 41, 63}) {
            Draft draft = trials.host("ratio-register-bit-" + bit, "trial: wrmsr")
                    .requires("TscRateMsr")
                    .gpr("rcx", Msrs.TSC_RATIO & 0xFFFF_FFFFL)
                    .gpr("rax", 0)
                    .gpr("rdx", 1L << bit - 32 | 1)
                    .about("TSC_RATIO gets a value with bit %d set".formatted(bit), "a reserved bit is accepted");
            Trials.hostRefused(draft, "MSRREG-48");
        }
        for (String instruction : new String[] {"rdmsr", "wrmsr"}) {
            Draft draft = trials.host("no-ratio-register-" + instruction, "trial: " + instruction)
                    .requires("!TscRateMsr")
                    .gpr("rcx", Msrs.TSC_RATIO & 0xFFFF_FFFFL)
                    .gpr("rax", 0)
                    .gpr("rdx", 1)
                    .about(instruction + " of TSC_RATIO without TscRateMsr", "the register exists without its feature");
            Trials.hostRefused(draft, "CPUID-34").claim("CPUID-61", "exception.vector", 13);
        }
        Draft shared = trials.guest(
                        "ratio-written-by-guest",
                        Guest.long64(),
                        Msrs.lines(
                                Msrs.read(Msrs.TSC_RATIO, "rsi"),
                                Msrs.write(Msrs.TSC_RATIO, 0),
                                "rdtsc",
                                "mov r8d, edx",
                                TIDY))
                .requires("TscRateMsr")
                .set("TSC_OFFSET", OFFSET)
                .about(
                        "a guest that reads and writes TSC_RATIO",
                        "the register is switched, or the write does not count at once")
                .host(Msrs.lines("vmrun", Msrs.read(Msrs.TSC_RATIO, "rdi"), RATIO_BACK, "jmp end"));
        Trials.passes(shared, "TSC-06")
                .claim("TSC-06", "rsi", ONE)
                .claim("TSC-06", "rdi", 0)
                .claim("TSC-07", "r8", OFFSET >>> 32);
    }

    /** TSC-11. */
    private void disabled() {
        int[] intercepts = {0x6E, 0x87};
        String[] instructions = {"rdtsc", "rdtscp"};
        for (int n = 0; n < 2; n++) {
            Draft refused = trials.guest(instructions[n] + "-with-tsd", Guest.long64User(), instructions[n])
                    .setBits("CR4", TSD)
                    .about(instructions[n] + " at CPL 3 with TSD set and intercepted", "the intercept comes first");
            Trials.refused(Attempt.intercept(refused, intercepts[n]), "TSC-11");
            Draft exits = trials.guest(instructions[n] + "-without-tsd", Guest.long64User(), instructions[n])
                    .about(instructions[n] + " at CPL 3 with TSD clear and intercepted", "the intercept is missed");
            Attempt.exits(Attempt.intercept(exits, intercepts[n]), "TSC-11", intercepts[n])
                    .unspecified(ExitMasks.PLAIN);
            if (n == 1) {
                refused.requires("RDTSCP");
                exits.requires("RDTSCP");
            }
        }
    }
}
