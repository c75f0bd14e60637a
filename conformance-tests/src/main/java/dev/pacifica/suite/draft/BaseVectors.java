package dev.pacifica.suite.draft;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Instructions of the machine on which guests and hosts run, tried one by one as guests in every mode and in the host program. All
 * drafts follow from a seed.
 */
public final class BaseVectors {
    /** The part that is published with the golden vectors is every this many of one round. */
    private static final int SAMPLED = 5;

    private static final long SAMPLE_SEED = 1;

    private BaseVectors() {}

    /** The published sample. */
    static List<Draft> sample() {
        List<Draft> round = round(SAMPLE_SEED, 0);
        List<Draft> sample = new ArrayList<>();
        for (int i = 0; i < round.size(); i += SAMPLED) {
            sample.add(round.get(i));
        }
        return sample;
    }

    /**
     * {@code count} drafts.
     *
     * @param seed another seed gives other operands
     */
    public static List<Draft> drafts(long seed, int count) {
        List<Draft> all = new ArrayList<>();
        for (int round = 0; all.size() < count; round++) {
            all.addAll(round(seed, round));
        }
        return all.subList(0, count);
    }

    /** Every form in every mode with every operand size, with operands of the round. */
    private static List<Draft> round(long seed, int round) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + round);
        List<Draft> drafts = new ArrayList<>();
        for (BaseMode mode : BaseMode.values()) {
            for (BaseForm form : BaseForm.all()) {
                for (int size : form.sizes()) {
                    if (BaseArithmetic.exists(mode, form, size)) {
                        String id = "general-purpose/%s/%s-%s-%d/%d"
                                .formatted(mode.label(), form.label(), form.name(), 8 * size, round);
                        BaseArithmetic.draft(id, mode, form, size, random.split())
                                .ifPresent(drafts::add);
                    }
                }
            }
        }
        return drafts;
    }
}
