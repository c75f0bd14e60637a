package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;

/** Lets a number of intercepted PAUSEs pass, so that only a guest that spins exits (APM2 15.14.4). */
final class PauseFilter {
    private final CpuProfile profile;
    private final Freedom freedom;
    private int count;
    private int threshold;
    private int counter;
    private boolean isFirst;
    private long last;

    PauseFilter(CpuProfile profile, Freedom freedom) {
        this.profile = profile;
        this.freedom = freedom;
    }

    /** PAUSE-03. */
    void start(int count, int threshold) {
        this.count = count;
        this.threshold = profile.has(Feature.PAUSE_FILTER_THRESHOLD) ? threshold : 0;
        counter = count;
        isFirst = true;
    }

    /**
     * Whether an intercepted PAUSE passes.
     *
     * @param now the physical time-stamp counter
     */
    boolean passes(long now) {
        boolean isFilterless = !profile.has(Feature.PAUSE_FILTER) || count == 0;
        if (freedom.decide(PAUSE_02, isFilterless)) {
            return false;
        }
        if (freedom.decide(PAUSE_05, threshold != 0 && isApart(now))) {
            counter = count;
            return true;
        }
        counter--;
        boolean exitsAtZero = counter == 0
                && freedom.pick(
                                PAUSE_04,
                                Scope.IMPLEMENTATION,
                                "exits when the counter would pass below zero",
                                "exits when the counter reaches zero")
                        == 1;
        return !freedom.decide(PAUSE_04, counter < 0 || exitsAtZero);
    }

    /** Whether more than the threshold has passed since the last PAUSE. */
    private boolean isApart(long now) {
        long elapsed = now - last;
        last = now;
        if (isFirst) {
            isFirst = false;
            return freedom.pick(
                            PAUSE_05,
                            Scope.IMPLEMENTATION,
                            "the first PAUSE is counted",
                            "the first PAUSE is not counted")
                    == 1;
        }
        return Long.compareUnsigned(elapsed, threshold) > 0;
    }
}
