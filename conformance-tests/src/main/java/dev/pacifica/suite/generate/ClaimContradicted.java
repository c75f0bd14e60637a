package dev.pacifica.suite.generate;

import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;

/** The model's result contradicts what a rule says: the model is wrong, or the claim is. */
final class ClaimContradicted extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClaimContradicted(Vector vector, Claim claim, long seen) {
        super("rule %s, vector %s, %s: the rule claims 0x%x (under mask 0x%x), the model shows 0x%x"
                .formatted(claim.rule(), vector.id(), claim.subject(), claim.value(), claim.mask(), seen));
    }
}
