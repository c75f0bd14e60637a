package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.verdict.Difference;
import java.util.List;

/**
 * A vector on which a target is known not to conform, and the way in which it does not.
 *
 * @param vector ID of the vector
 * @param verdict diverging, crashed or hung
 * @param findings IDs of the findings that together explain it
 * @param differs all differences; empty if crashed or hung
 */
record Known(String vector, Verdict verdict, List<String> findings, List<Difference> differs) {
    /** Stands for the value seen where it is another in every run. */
    static final String ANY_VALUE = "*";

    /** Whether {@code difference}, which was seen, is among those known. */
    boolean has(Difference difference) {
        return differs.stream().anyMatch(known -> isShownBy(known, difference));
    }

    /**
     * The known differences that are not among {@code seen}. A stray write may stay unseen: a later vector can restore the page before a
     * batch is searched.
     */
    List<Difference> missing(List<Difference> seen) {
        return differs.stream()
                .filter(known -> !known.stray())
                .filter(known -> seen.stream().noneMatch(difference -> isShownBy(known, difference)))
                .toList();
    }

    static Difference ofAnyValue(Difference difference) {
        return new Difference(difference.subject(), difference.permitted(), ANY_VALUE);
    }

    private static boolean isShownBy(Difference known, Difference seen) {
        return known.equals(seen) || known.equals(ofAnyValue(seen));
    }
}
