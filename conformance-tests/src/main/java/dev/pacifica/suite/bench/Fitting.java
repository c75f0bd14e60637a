package dev.pacifica.suite.bench;

import java.util.function.LongToDoubleFunction;

/**
 * How many turns a program takes to run for about a second. A target that compiles as it goes is slow at first: what it does
 * in a moment says nothing of what it does in a second, so it is fitted anew until a run nearly lasts that long.
 */
final class Fitting {
    /** How long a program runs. */
    static final double SECONDS = 1;

    /** A run of fewer seconds is repeated with more turns. */
    private static final double SHORTEST = 0.8;

    private static final long FIRST_TURNS = 50_000;
    private static final long MOST_TURNS = 500_000_000;
    private static final int GROWTH = 8;

    private Fitting() {}

    /**
     * The number of turns, 1 to 500 million.
     *
     * @param run makes this many turns and gives the seconds that they took, more than 0
     */
    static long turns(LongToDoubleFunction run) {
        long turns = FIRST_TURNS;
        double seconds = run.applyAsDouble(turns);
        while (seconds < SHORTEST && turns < MOST_TURNS) {
            turns = times(turns, Math.min(GROWTH, SECONDS / seconds));
            seconds = run.applyAsDouble(turns);
        }
        return times(turns, SECONDS / seconds);
    }

    private static long times(long turns, double factor) {
        return Math.max(1, Math.min(MOST_TURNS, Math.round(turns * factor)));
    }
}
