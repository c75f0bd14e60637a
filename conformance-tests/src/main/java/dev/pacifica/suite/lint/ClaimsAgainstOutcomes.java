package dev.pacifica.suite.lint;

import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** Every claim must hold in every permitted outcome: outcomes come from the model, claims from the rules. */
final class ClaimsAgainstOutcomes {
    private final Vector vector;
    private final BiConsumer<String, String> complaints;

    private ClaimsAgainstOutcomes(Vector vector, BiConsumer<String, String> complaints) {
        this.vector = vector;
        this.complaints = complaints;
    }

    static void check(Vector vector, BiConsumer<String, String> complaints) {
        ClaimsAgainstOutcomes check = new ClaimsAgainstOutcomes(vector, complaints);
        for (int i = 0; i < vector.cases().size(); i++) {
            List<Outcome> outcomes = vector.cases().get(i).outcomes();
            for (int j = 0; j < outcomes.size(); j++) {
                check.outcome("cases[%d].outcomes[%d]".formatted(i, j), outcomes.get(j));
            }
        }
    }

    private void outcome(String name, Outcome outcome) {
        Observation permitted = new Observation(outcome.ended(), States.permitted(vector, outcome), List.of());
        Observation compared = new Observation(outcome.ended(), States.compared(vector, outcome), List.of());
        boolean isRecorded = States.endedCode(outcome.ended()) >= 0;
        for (int i = 0; i < vector.claims().size(); i++) {
            Claim claim = vector.claims().get(i);
            boolean isEnding = claim.subject() instanceof Subject.HowItEnded;
            if (isEnding || isRecorded) {
                long open = isEnding ? 0 : ~Judge.value(claim.subject(), compared) & width(claim.subject());
                check("claims[" + i + "]", claim, name, Judge.value(claim.subject(), permitted), open);
            }
        }
    }

    /**
     * @param value what the outcome permits
     * @param open bits that it leaves unspecified
     */
    private void check(String field, Claim claim, String outcome, long value, long open) {
        if ((value ^ claim.value()) != 0 && ((value ^ claim.value()) & claim.mask() & ~open) != 0) {
            complaints.accept(
                    field,
                    "rule %s claims %s for '%s', but %s permits %s; the rule decides which of them is wrong"
                            .formatted(
                                    claim.rule(),
                                    shown(claim, claim.value()),
                                    claim.subject(),
                                    outcome,
                                    shown(claim, value)));
        } else if ((claim.mask() & open) != 0) {
            complaints.accept(
                    field,
                    "rule %s claims bits 0x%x of '%s', which %s leaves unspecified; claim less, or mask less"
                            .formatted(claim.rule(), claim.mask() & open, claim.subject(), outcome));
        }
    }

    private static long width(Subject subject) {
        return subject instanceof Subject.Field field ? field.field().maximum() : -1;
    }

    private static String shown(Claim claim, long value) {
        if (claim.subject() instanceof Subject.HowItEnded) {
            return Ended.values()[(int) value].name().toLowerCase(Locale.ROOT);
        }
        return "0x%x%s"
                .formatted(value & claim.mask(), claim.mask() == -1 ? "" : " under mask 0x%x".formatted(claim.mask()));
    }
}
