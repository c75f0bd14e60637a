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
record Known(String vector, Verdict verdict, List<String> findings, List<Difference> differs) {}
