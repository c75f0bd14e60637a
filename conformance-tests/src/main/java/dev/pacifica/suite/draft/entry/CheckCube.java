package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.List;

/**
 * Every check of VMRUN in every guest mode where it applies: illegal states and the legal ones a bit away from them (CHK-01 to CHK-26).
 * What decides is enumerated, not sampled; the oracle says which states are legal. A sample is published.
 */
public final class CheckCube {
    /** Of the published sample; IDs begin with it in the full set, too. */
    public static final String AREA = "check-cube";

    /** One case in so many is in the sample, in one mode. */
    private static final int SPARSE = 4;

    /** Exits from virtual-8086 mode stop some emulators, which costs a run a boot. */
    private static final int MOST_IN_VIRTUAL_8086_MODE = 6;

    private CheckCube() {}

    /** All of it. */
    public static List<Draft> all() {
        List<Draft> drafts = new ArrayList<>();
        for (CubeCase one : cases()) {
            for (CubeMode mode : CubeMode.values()) {
                if (one.modes().test(mode)) {
                    drafts.add(one.draft(mode));
                }
            }
        }
        drafts.addAll(ModeBits.all());
        drafts.addAll(MapLimits.all());
        return drafts;
    }

    /** The published sample: some cases in one mode each, by turns, and the combinations of mode bits and the map limits in part. */
    public static List<Draft> sample() {
        List<Draft> sample = new ArrayList<>();
        List<CubeMode> modes = List.of(CubeMode.values());
        List<CubeCase> cases = cases();
        int inVirtual8086Mode = 0;
        for (int i = 0; i < cases.size(); i += SPARSE) {
            CubeCase one = cases.get(i);
            int turn = i / SPARSE * 5; // 5 has no divisor in common with the twelve modes
            CubeMode mode = modes.get(turn % modes.size());
            while (!one.modes().test(mode) || mode.isVirtual8086() && inVirtual8086Mode == MOST_IN_VIRTUAL_8086_MODE) {
                mode = modes.get(++turn % modes.size());
            }
            inVirtual8086Mode += mode.isVirtual8086() ? 1 : 0;
            sample.add(one.draft(mode));
        }
        sample.addAll(ModeBits.sample());
        List<Draft> maps = MapLimits.all();
        for (int i = 0; i < maps.size(); i += 3) {
            sample.add(maps.get(i));
        }
        return sample;
    }

    static List<CubeCase> cases() {
        List<CubeCase> cases = new ArrayList<>(RegisterCases.all());
        cases.addAll(ControlCases.all());
        return cases;
    }
}
