package dev.pacifica.suite.target;

import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.verdict.Difference;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What became of one vector on one target.
 *
 * @param vector the vector
 * @param verdict the verdict
 * @param reason why, for a person: empty if conforming
 * @param differences by what the observation departs from the nearest permitted outcome; empty unless diverging
 * @param seen what the target showed; nothing if the vector was not judged
 */
public record Result(
        Vector vector, Verdict verdict, String reason, List<Difference> differences, Optional<Observation> seen) {
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
    public Result(Vector vector, Verdict verdict, String reason, List<Difference> differences) {
        this(vector, verdict, reason, differences, Optional.empty());
    }

    /** The result of a vector that is not applicable. */
    public static Result notApplicable(Vector vector, String reason) {
        return new Result(vector, Verdict.NOT_APPLICABLE, reason, List.of());
    }

    /** The result of a vector during which the implementation died or went silent. */
    public static Result lost(Vector vector, Verdict verdict, String reason) {
        return new Result(vector, verdict, reason, List.of());
    }

    /** The result of {@code vector} on a processor to which {@code applicable} applies, given what was seen. */
    public static Result judge(Vector vector, Case applicable, Observation seen) {
        List<List<Difference>> byOutcome = applicable.outcomes().stream()
                .map((Outcome outcome) -> Judge.differences(vector, outcome, seen))
                .toList();
        List<Difference> nearest = byOutcome.stream()
                .min(Comparator.comparingInt(List::size))
                .orElseThrow(() -> new IllegalArgumentException(vector.id() + " has a case without outcomes"));
        if (nearest.isEmpty()) {
            return new Result(vector, Verdict.CONFORMING, "", List.of(), Optional.of(seen));
        }
        return new Result(vector, Verdict.DIVERGING, nearest.get(0).toString(), nearest, Optional.of(seen));
    }
}
