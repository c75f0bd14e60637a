package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.oracle.InterceptTable;
import dev.pacifica.suite.oracle.InterceptedInstruction;
import dev.pacifica.suite.oracle.InterceptedInstruction.Otherwise;
import dev.pacifica.suite.oracle.Obstacle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Every instruction that has an intercept, in every guest mode and at both privilege levels, with the intercept set and clear, without
 * an obstacle and with each one that competes with the intercept (INS-10 to INS-50). All is enumerated; the oracle says what comes first.
 * A sample is published.
 */
public final class InterceptCube {
    /** Of the published sample; IDs begin with it in the full set, too. */
    public static final String AREA = "intercept-cube";

    /** One in so many is in the sample; it has no divisor in common with the number of modes. */
    private static final int SPARSE = 13;

    /** Exits from virtual-8086 mode stop some emulators, which costs a run a boot. */
    private static final int MOST_IN_VIRTUAL_8086_MODE = 6;

    /** Without their intercepts these make an emulator wait or stop: MWAIT, and MOV to CR0 of an illegal value. */
    private static final List<String> STOPS_EMULATORS = List.of("mwait", "mov-to-cr0");

    private InterceptCube() {}

    /** All of it. */
    public static List<Draft> all() {
        return cases().stream().map(InterceptCase::draft).toList();
    }

    /** The published sample: every so many, and each form. */
    public static List<Draft> sample() {
        List<Draft> sample = new ArrayList<>();
        List<InterceptCase> cases = cases();
        int inVirtual8086Mode = 0;
        for (int i = 0; i < cases.size(); i += SPARSE) {
            InterceptCase one = cases.get(i);
            if (one.mode() == InterceptMode.VIRTUAL_8086 && inVirtual8086Mode++ >= MOST_IN_VIRTUAL_8086_MODE) {
                continue;
            }
            if (!STOPS_EMULATORS.contains(one.row().name()) || one.isIntercepted()) {
                sample.add(one.draft());
            }
        }
        cases.stream().filter(InterceptCube::isSingular).forEach(one -> sample.add(one.draft()));
        return CubeSample.complete(sample, all());
    }

    /** The only vector that shows how an emulator orders INTn in virtual-8086 mode. */
    private static boolean isSingular(InterceptCase one) {
        return one.row().name().equals("int-n")
                && one.isIntercepted()
                && one.added().contains(Obstacle.VIRTUAL_IOPL);
    }

    static List<InterceptCase> cases() {
        List<InterceptCase> cases = new ArrayList<>();
        for (InterceptedInstruction row : InterceptTable.all()) {
            for (InterceptMode mode : InterceptMode.values()) {
                if (exists(row, mode)) {
                    add(cases, row, mode);
                }
            }
        }
        return cases;
    }

    private static boolean exists(InterceptedInstruction row, InterceptMode mode) {
        return mode.is64() || !row.name().endsWith("-cr8");
    }

    private static void add(List<InterceptCase> cases, InterceptedInstruction row, InterceptMode mode) {
        InterceptSetting setting = new InterceptSetting(row, mode);
        Set<Set<Obstacle>> sets = new LinkedHashSet<>();
        sets.add(Set.of());
        List<Obstacle> possible = new ArrayList<>(List.of(Obstacle.DATA_BREAKPOINT, Obstacle.BREAKPOINT));
        possible.addAll(row.before());
        possible.addAll(row.after());
        for (Obstacle obstacle : possible) {
            if (setting.canHave(obstacle)) {
                sets.add(EnumSet.of(obstacle));
            }
        }
        for (Set<Obstacle> added : sets) {
            for (boolean isIntercepted : new boolean[] {true, false}) {
                InterceptCase one = new InterceptCase(row, mode, isIntercepted, added);
                if (isTried(one)) {
                    cases.add(one);
                }
            }
        }
    }

    /** Left out: what goes nowhere, breakpoints without an intercept to compete with, and IRET where no selector has the base of CS. */
    private static boolean isTried(InterceptCase one) {
        if (one.isIntercepted()) {
            return true;
        }
        boolean isBreakpoint =
                one.added().contains(Obstacle.BREAKPOINT) || one.added().contains(Obstacle.DATA_BREAKPOINT);
        boolean isVmrun = one.row().name().equals("vmrun"); // CHK-13
        boolean hasOtherSegments = one.mode().bits() == 16 && one.mode() != InterceptMode.VIRTUAL_8086;
        boolean isReturn = one.row().name().equals("iret")
                && hasOtherSegments
                && one.added().isEmpty();
        return !isBreakpoint && !isVmrun && !isReturn && !one.goes(Otherwise.UNTRIED);
    }
}
