package dev.pacifica.suite.generate;

import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.Locale;

/** The model's result contradicts what a rule says: the model is wrong, or the claim is. */
final class ClaimContradicted extends DraftRefused {
    private static final long serialVersionUID = 1;

    ClaimContradicted(Vector vector, Claim claim, long seen, Ended ended) {
        super("rule %s, vector %s, %s: the rule claims %s%s, the model shows %s (it ended with %s)"
                .formatted(
                        claim.rule(),
                        vector.id(),
                        claim.subject(),
                        value(claim, claim.value()),
                        claim.mask() == -1 ? "" : " under mask 0x%x".formatted(claim.mask()),
                        value(claim, seen),
                        name(ended)));
    }

    private static String value(Claim claim, long value) {
        return claim.subject() instanceof Subject.HowItEnded
                ? name(Ended.values()[(int) value])
                : "0x%x".formatted(value);
    }

    private static String name(Ended ended) {
        return ended.name().toLowerCase(Locale.ROOT);
    }
}
