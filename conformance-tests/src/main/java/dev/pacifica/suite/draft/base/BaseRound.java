package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.draft.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Drafts of base vectors, and how they are named: area, mode, form, seed and round. */
final class BaseRound {
    /**
     * One of them.
     *
     * @param form what is tried, without the operand size: the published sample has each form once
     */
    record Entry(String area, String form, BaseMode mode, Draft draft) {}

    private final long seed;
    private final int number;
    private final List<Entry> entries = new ArrayList<>();

    BaseRound(long seed, int number) {
        this.seed = seed;
        this.number = number;
    }

    List<Entry> entries() {
        return entries;
    }

    /** An experiment of {@code area} with a source of operands that depends on seed, round and name alone. */
    BaseExperiment experiment(String area, BaseMode mode, String name, String rule) {
        String id = "%s/%s/%s/%d-%d".formatted(area, mode.label(), name, seed, number);
        return new BaseExperiment(id, mode, rule, new SplittableRandom(seed << 32 ^ id.hashCode()));
    }

    /**
     * Adds an experiment.
     *
     * @param text what is tried, in assembly
     * @param what it is called where it goes wrong
     */
    void add(String area, String form, BaseExperiment experiment, String text, String what) {
        Draft draft = experiment.draft(text, what + " computes, stores or flags something else");
        entries.add(new Entry(area, form, experiment.mode, draft));
    }
}
