package dev.pacifica.suite.report;

import java.util.Optional;

/** Where reports find what a rule says. */
@FunctionalInterface
public interface RuleTexts {
    /**
     * What a rule says.
     *
     * @param title the rule in a phrase
     * @param statement the rule in a sentence or two
     */
    record RuleText(String title, String statement) {}

    /** The text of the rule with this ID; nothing if it is not known. */
    Optional<RuleText> of(String rule);

    /** Knows no rule's text: reports show IDs alone. */
    static RuleTexts none() {
        return rule -> Optional.empty();
    }
}
