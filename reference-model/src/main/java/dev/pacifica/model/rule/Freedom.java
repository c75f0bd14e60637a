package dev.pacifica.model.rule;

/**
 * What every part of one machine shares: the trace of decided rules, the choices where behaviour is free, the source of
 * undefined values, and the log of what it does.
 */
public record Freedom(RuleTrace trace, Choices choices, Unspecified unspecified, StepLog log) {

    /** With a log that is off. */
    public Freedom(RuleTrace trace, Choices choices, Unspecified unspecified) {
        this(trace, choices, unspecified, new StepLog());
    }

    /** No trace, default choices, undefined values zero. */
    public static Freedom standard() {
        return new Freedom(new RuleTrace(), new Choices(), Unspecified.ZEROS);
    }

    /** See {@link RuleTrace#decide}. */
    public boolean decide(Rule rule, boolean applies) {
        return trace.decide(rule, applies);
    }

    /** See {@link Choices#pick}. */
    public int pick(Rule rule, Scope scope, String... alternatives) {
        return choices.pick(rule, scope, alternatives);
    }

    /** See {@link Unspecified#value}. */
    public long undefined(Rule rule) {
        return unspecified.value(rule);
    }
}
