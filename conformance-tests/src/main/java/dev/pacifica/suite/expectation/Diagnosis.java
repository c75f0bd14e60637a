package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.verdict.Difference;
import java.util.List;

/**
 * A finding with all that the expectation file says of it.
 *
 * @param id stable name such as {@code QEMU-01}
 * @param title the cause, in a phrase
 * @param rules IDs of the rules that decide
 * @param does what the target does, in full sentences
 * @param demands what the rules demand instead, in full sentences
 * @param smallest ID of the smallest vector that shows it
 * @param signatures how it shows itself
 */
record Diagnosis(
        String id,
        String title,
        List<String> rules,
        String does,
        String demands,
        String smallest,
        List<Signature> signatures) {

    Finding finding() {
        return new Finding(id, title, rules, does + " " + demands, smallest);
    }

    Diagnosis withSmallest(String vector) {
        return new Diagnosis(id, title, rules, does, demands, vector, signatures);
    }

    /** Whether this finding explains {@code difference} of the vector of this ID. */
    boolean explains(String vector, Difference difference) {
        return signatures.stream()
                .anyMatch(signature ->
                        signature instanceof Signature.OfDifference shown && shown.covers(vector, difference));
    }

    /** Whether this finding explains {@code difference}, and says that the value seen is another in every run. */
    boolean explainsAnyValue(String vector, Difference difference) {
        return explains(vector, Known.ofAnyValue(difference));
    }

    /** Whether this finding explains why the vector of {@code result} was lost. */
    boolean explainsLoss(Result result) {
        return signatures.stream()
                .anyMatch(signature -> signature instanceof Signature.OfLoss shown
                        && shown.covers(result.vector().id(), result.verdict(), result.reason()));
    }

    /** Whether this finding explains anything about {@code known}. */
    boolean explains(Known known) {
        return known.differs().stream().anyMatch(difference -> explains(known.vector(), difference))
                || signatures.stream()
                        .anyMatch(signature -> signature instanceof Signature.OfLoss shown
                                && shown.covers(known.vector(), known.verdict()));
    }
}
