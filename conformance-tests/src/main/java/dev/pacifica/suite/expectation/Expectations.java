package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import java.util.List;

/** The known divergences of one target. */
public final class Expectations {
    private Expectations() {}

    /** Nothing is known: every divergence is unexpected. */
    public static Expectations none() {
        return new Expectations();
    }

    /** How {@code result} stands to what is known. */
    public Standing standing(Result result) {
        boolean isPermitted = result.verdict() == Verdict.CONFORMING || result.verdict() == Verdict.NOT_APPLICABLE;
        return isPermitted ? Standing.AS_PERMITTED : Standing.UNEXPECTED;
    }

    /** The findings that explain the known divergence of this vector; empty if none is known. */
    public List<Finding> findings(String vector) {
        return List.of();
    }
}
