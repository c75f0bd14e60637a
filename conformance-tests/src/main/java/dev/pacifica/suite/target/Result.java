package dev.pacifica.suite.target;

import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.verdict.Difference;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of one vector on one target.
 *
 * @param vector the vector
 * @param verdict the verdict
 * @param reason why, for a person: empty if conforming
 * @param differences by what the observation departs from the nearest permitted outcome; empty unless diverging
 * @param nearest the permitted outcomes nearest to the observation: conforming, all that permit it (several, where masks make them
 *     alike); diverging, the one that it departs from by {@code differences}; otherwise none
 * @param seen what the target showed; nothing if the vector was not judged
 */
public record Result(
        Vector vector,
        Verdict verdict,
        String reason,
        List<Difference> differences,
        List<Outcome> nearest,
        Optional<Observation> seen) {
    /** The verdicts. */
    public enum Verdict {
        /** The observation is a permitted outcome. */
        CONFORMING,
        /** The observation is no permitted outcome. */
        DIVERGING,
        /** The implementation died while it ran the vector. */
        CRASHED,
        /** The implementation went silent while it ran the vector. */
        HUNG,
        /** The implementation cannot run the vector; the reason says why. */
        NOT_APPLICABLE
    }

    /** A result without an observation. */
    public Result(Vector vector, Verdict verdict, String reason, List<Difference> differences, List<Outcome> nearest) {
        this(vector, verdict, reason, differences, nearest, Optional.empty());
    }

    /** A result without an observation and without an outcome to compare it with. */
    public Result(Vector vector, Verdict verdict, String reason, List<Difference> differences) {
        this(vector, verdict, reason, differences, List.of());
    }

    /** The result of a vector that is not applicable. */
    public static Result notApplicable(Vector vector, String reason) {
        return new Result(vector, Verdict.NOT_APPLICABLE, reason, List.of(), List.of());
    }

    /** The result of a vector during which the implementation died or went silent. */
    public static Result lost(Vector vector, Verdict verdict, String reason) {
        return new Result(vector, verdict, reason, List.of(), List.of());
    }

    /** The result of {@code vector} on a processor to which {@code applicable} applies, given what was seen. */
    public static Result judge(Vector vector, Case applicable, Observation seen) {
        if (applicable.outcomes().isEmpty()) {
            throw new IllegalArgumentException(vector.id() + " has a case without outcomes");
        }
        List<Outcome> permitting = new ArrayList<>();
        Outcome nearest = applicable.outcomes().get(0);
        List<Difference> fewest = Judge.differences(vector, nearest, seen);
        for (Outcome outcome : applicable.outcomes()) {
            List<Difference> differences = Judge.differences(vector, outcome, seen);
            if (differences.isEmpty()) {
                permitting.add(outcome);
            }
            if (differences.size() < fewest.size()) {
                nearest = outcome;
                fewest = differences;
            }
        }
        return permitting.isEmpty()
                ? new Result(
                        vector,
                        Verdict.DIVERGING,
                        fewest.get(0).toString(),
                        fewest,
                        List.of(nearest),
                        Optional.of(seen))
                : new Result(vector, Verdict.CONFORMING, "", List.of(), permitting, Optional.of(seen));
    }
}
