package dev.pacifica.suite.report;

/**
 * How much room a page has left. A young core may fail thousands of vectors; a page that tells all of every one would be no use to
 * anybody. {@code report.json} holds the rest.
 */
final class PageSpace {
    /** Experiments told in full, on the page and for one cause. */
    private static final int MOST_IN_FULL = 240;

    private static final int MOST_IN_FULL_PER_CAUSE = 20;
    /** Departures told with their differences, on the page. */
    private static final int MOST_TOLD = 1500;
    /** Departures named, for one cause. */
    private static final int MOST_NAMED_PER_CAUSE = 500;

    private int inFull;
    private int told;

    /** Whether one more departure is told. */
    boolean takeTold() {
        return told++ < MOST_TOLD;
    }

    /** Whether the departure with this number, from 0, of a cause is told in full. */
    boolean takeInFull(int number) {
        return number < MOST_IN_FULL_PER_CAUSE && inFull++ < MOST_IN_FULL;
    }

    int mostNamed() {
        return MOST_NAMED_PER_CAUSE;
    }
}
