package dev.pacifica.suite.draft.feature;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.ExitMasks;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.Trials;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PAUSE with its intercept, and the filter that lets some of them pass. */
public final class PauseDrafts {
    private static final int EXIT = 0x77;
    private static final int INTERCEPT = 1 << 23;
    private static final String COUNT = "PAUSE_FILTER_COUNT";
    private static final String THRESHOLD = "PAUSE_FILTER_THRESHOLD";
    private static final String TOO_EAGER = "a PAUSE exits that the filter lets pass";
    private static final String TOO_LAX = "no PAUSE exits, or a PAUSE was executed before its exit";

    private final Trials trials = new Trials("pause");

    private PauseDrafts() {}

    public static List<Draft> all() {
        PauseDrafts pauses = new PauseDrafts();
        modes().forEach(pauses::inEveryMode);
        pauses.notIntercepted();
        pauses.counted();
        pauses.everyRun();
        pauses.threshold();
        return pauses.trials.all();
    }

    private static Map<String, Guest> modes() {
        Map<String, Guest> modes = new LinkedHashMap<>();
        modes.put("real", Guest.real());
        modes.put("v86", Guest.v86());
        modes.put("protected32", Guest.protected32());
        modes.put("protected32-user", Guest.protected32User());
        modes.put("compatibility", Guest.compatibility());
        modes.put("long64", Guest.long64());
        modes.put("long64-user", Guest.long64User());
        return modes;
    }

    /** Without a count every PAUSE exits, whatever the mode and the privilege. */
    private void inEveryMode(String mode, Guest guest) {
        exits("intercepted-" + mode, guest, "an intercepted PAUSE without a count: " + mode, "PAUSE-02", "pause")
                .claimField("PAUSE-08", "RIP", field(guest, "RIP") + 1)
                .claimField("PAUSE-06", "RIP", field(guest, "RIP") + 1);
        Draft next = exits("next-rip-" + mode, guest, "nRIP of an intercepted PAUSE: " + mode, "PAUSE-06", "pause")
                .requires("NRIPS");
        next.claimField("PAUSE-06", "NRIP", field(guest, "RIP") + 3);
        if (mode.equals("v86")) {
            return; // its code does not lie where labels are counted from
        }
        passes("nop-" + mode, guest, "NOP with PAUSE intercepted: " + mode, "PAUSE-08", "nop", "nop")
                .setBits("INTERCEPT_3", INTERCEPT);
    }

    private static long field(Guest guest, String name) {
        return guest.fields().getOrDefault(name, 0L);
    }

    private Draft exits(String name, Guest guest, String what, String rule, String... lines) {
        return trials.guest(name, guest, lines)
                .about(what, TOO_LAX)
                .setBits("INTERCEPT_3", INTERCEPT)
                .claimField(rule, "EXITCODE", EXIT)
                .claimField("XII-01", "EXITINTINFO", 1L << 31, 0)
                .unspecified(ExitMasks.PLAIN);
    }

    private Draft passes(String name, Guest guest, String what, String rule, String... lines) {
        return Trials.passes(trials.guest(name, guest, lines).about(what, TOO_EAGER), rule);
    }

    private static String[] pauses(int count, String... between) {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            lines.add("pause");
            lines.addAll(List.of(between));
        }
        return lines.toArray(String[]::new);
    }

    private void notIntercepted() {
        for (int count : new int[] {0, 1, 0xFFFF}) {
            passes(
                            "not-intercepted-count-" + count,
                            Guest.long64(),
                            "four PAUSEs, not intercepted",
                            "PAUSE-01",
                            pauses(4))
                    .set(COUNT, count)
                    .set(THRESHOLD, count);
        }
        exits(
                        "no-filter",
                        Guest.long64(),
                        "an intercepted PAUSE with a count, without PAUSE filter",
                        "PAUSE-02",
                        "pause")
                .requires("!PauseFilter")
                .set(COUNT, 4)
                .claimField("CPUID-61", "RIP", Draft.GUEST + 1);
    }

    /** Of a count of N at least N-1 pass; of N+1 at least one exits. */
    private void counted() {
        for (int count : new int[] {1, 2, 3, 7}) {
            exits(
                            "count-%d-used-up".formatted(count),
                            Guest.long64(),
                            "%d PAUSEs with a count of %d".formatted(count + 1, count),
                            "PAUSE-04",
                            pauses(count + 1))
                    .requires("PauseFilter")
                    .set(COUNT, count)
                    .claimField("PAUSE-03", COUNT, count);
            if (count > 1) {
                passes(
                                "count-%d-not-used-up".formatted(count),
                                Guest.long64(),
                                "%d PAUSEs with a count of %d".formatted(count - 1, count),
                                "PAUSE-04",
                                pauses(count - 1))
                        .requires("PauseFilter")
                        .setBits("INTERCEPT_3", INTERCEPT)
                        .set(COUNT, count)
                        .claimField("PAUSE-03", COUNT, count);
            }
        }
        passes("largest-count", Guest.long64(), "forty PAUSEs with a count of FFFFh", "PAUSE-04", pauses(40))
                .requires("PauseFilter")
                .setBits("INTERCEPT_3", INTERCEPT)
                .set(COUNT, 0xFFFF);
        passes(
                        "nop-not-counted",
                        Guest.long64(),
                        "six NOPs and a PAUSE with a count of 2",
                        "PAUSE-08",
                        "nop",
                        "nop",
                        "nop",
                        "nop",
                        "nop",
                        "pause",
                        "nop")
                .requires("PauseFilter")
                .setBits("INTERCEPT_3", INTERCEPT)
                .set(COUNT, 2);
    }

    /** PAUSE-03: each VMRUN starts with a full counter. */
    private void everyRun() {
        List<String> program = new ArrayList<>();
        List<String> host = new ArrayList<>();
        for (int run = 0; run < 4; run++) {
            program.addAll(List.of("pause", "vmmcall"));
            host.addAll(List.of("vmrun", "add qword [rax+0x578], 3"));
        }
        host.addAll(List.of("vmrun", "cmp eax, eax", "jmp end"));
        Draft draft = trials.guest("counter-set-by-vmrun", Guest.long64(), program.toArray(String[]::new))
                .about("five runs with a PAUSE each and a count of 2", "the counter is not set by VMRUN")
                .requires("PauseFilter")
                .setBits("INTERCEPT_3", INTERCEPT)
                .set(COUNT, 2)
                .host(host.toArray(String[]::new));
        Trials.passes(draft, "PAUSE-03");
    }

    /** Distances far from the threshold, as processors differ in speed; the delay is a loop. */
    private void threshold() {
        String[] delay = Collections.nCopies(12, "xor ebx, ebx").toArray(String[]::new);
        passes(
                        "threshold-exceeded",
                        Guest.long64(),
                        "six PAUSEs further apart than the threshold of 1",
                        "PAUSE-05",
                        pauses(6, delay))
                .requires("PauseFilterThreshold")
                .requires("PauseFilter")
                .setBits("INTERCEPT_3", INTERCEPT)
                .set(COUNT, 2)
                .set(THRESHOLD, 1)
                .claimField("CPUID-42", THRESHOLD, 1);
        exits(
                        "threshold-not-exceeded",
                        Guest.long64(),
                        "six PAUSEs closer than the threshold of FFFFh",
                        "PAUSE-05",
                        pauses(6))
                .requires("PauseFilterThreshold")
                .requires("PauseFilter")
                .set(COUNT, 2)
                .set(THRESHOLD, 0xFFFF);
        exits(
                        "no-threshold",
                        Guest.long64(),
                        "six distant PAUSEs, without PAUSE filter threshold",
                        "CPUID-42",
                        pauses(6, delay))
                .requires("!PauseFilterThreshold")
                .requires("PauseFilter")
                .set(COUNT, 2)
                .set(THRESHOLD, 1)
                .claimField("CPUID-61", "EXITCODE", EXIT);
    }
}
