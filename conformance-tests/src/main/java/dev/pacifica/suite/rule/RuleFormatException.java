package dev.pacifica.suite.rule;

/** A file of the rule catalogue that cannot be used; the message names file, line, rule and field, and what was expected. */
public final class RuleFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RuleFormatException(String message) {
        super(message);
    }
}
