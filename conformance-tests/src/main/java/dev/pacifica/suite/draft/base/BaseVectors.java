package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Instructions of the machine on which guests and hosts run, tried one by one as guests in every mode and in the host program. All
 * drafts follow from a seed. A sample is published: each form once, in modes by turns.
 */
public final class BaseVectors {
    /** The areas, in the order of study. */
    public static final List<String> AREAS =
            List.of("base-moves", "base-arithmetic", "base-bits", "base-stack", "base-strings", "base-flow");

    /** The seed of the published sample, and the default of the full set, of which it is a part. */
    public static final long SEED = 1;

    /** An exit from virtual-8086 mode stops some emulators, which costs a run a boot. */
    private static final int MOST_IN_VIRTUAL_8086_MODE = 12;

    private BaseVectors() {}

    /** The published sample of an area. */
    public static List<Draft> sample(String area) {
        Map<String, List<BaseRound.Entry>> forms = new LinkedHashMap<>();
        for (BaseRound.Entry entry : round(SEED, 0).entries()) {
            forms.computeIfAbsent(entry.area() + "/" + entry.form(), any -> new ArrayList<>())
                    .add(entry);
        }
        List<Draft> sample = new ArrayList<>();
        int turn = 0;
        int inVirtual8086Mode = 0;
        for (List<BaseRound.Entry> entries : forms.values()) {
            int chosen = turn++ * 7; // 7 has no divisor in common with the nine modes
            BaseRound.Entry entry = entries.get(chosen % entries.size());
            while (entry.mode() == BaseMode.VIRTUAL_8086 && inVirtual8086Mode == MOST_IN_VIRTUAL_8086_MODE) {
                entry = entries.get(++chosen % entries.size());
            }
            inVirtual8086Mode += entry.mode() == BaseMode.VIRTUAL_8086 ? 1 : 0;
            if (entry.area().equals(area)) {
                sample.add(entry.draft());
            }
        }
        return sample;
    }

    /**
     * At least {@code count} drafts of all areas: whole rounds, each of which has every form in every mode and size.
     *
     * @param seed another seed gives other operands
     */
    public static Map<String, List<Draft>> drafts(long seed, int count) {
        Map<String, List<Draft>> all = new LinkedHashMap<>();
        AREAS.forEach(area -> all.put(area, new ArrayList<>()));
        int made = 0;
        for (int number = 0; made < count; number++) {
            List<BaseRound.Entry> entries = round(seed, number).entries();
            entries.forEach(entry ->
                    all.computeIfAbsent(entry.area(), any -> new ArrayList<>()).add(entry.draft()));
            made += entries.size();
        }
        return all;
    }

    /** Every form in every mode with every operand size, with operands of the round. */
    public static BaseRound round(long seed, int number) {
        BaseRound round = new BaseRound(seed, number);
        for (BaseMode mode : BaseMode.values()) {
            BaseMoves.all(mode, round);
            BaseAddresses.all(mode, round);
            BaseArithmetic.all(mode, round);
            BaseLocks.all(mode, round);
            BaseStack.all(mode, round);
            BaseStrings.all(mode, round);
            BaseFlow.all(mode, round);
        }
        return round;
    }
}
