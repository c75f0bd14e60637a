package dev.pacifica.model.rule;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Records which rules were decided, and which way. Off until {@link #start()}; then {@link #decide} only counts. */
public final class RuleTrace {
    private static final Rule[] RULES = Rule.values();

    private final long[] applied = new long[RULES.length];
    private final long[] didNotApply = new long[RULES.length];
    private boolean on;

    /** Returns {@code applies}; while the trace is on, the rule and its polarity are counted. */
    public boolean decide(Rule rule, boolean applies) {
        if (on) {
            count(rule, applies);
        }
        return applies;
    }

    private void count(Rule rule, boolean applies) {
        (applies ? applied : didNotApply)[rule.ordinal()]++;
    }

    /** Starts counting, from zero. */
    public void start() {
        Arrays.fill(applied, 0);
        Arrays.fill(didNotApply, 0);
        on = true;
    }

    /** Stops counting; what was counted stays readable. */
    public void stop() {
        on = false;
    }

    /** How often the rule was decided with this polarity since {@link #start()}. */
    public long count(Rule rule) {
        return applied[rule.ordinal()] + didNotApply[rule.ordinal()];
    }

    /** How often the rule applied since {@link #start()}. */
    public long applied(Rule rule) {
        return applied[rule.ordinal()];
    }

    /** How often the rule was tested and did not apply since {@link #start()}. */
    public long didNotApply(Rule rule) {
        return didNotApply[rule.ordinal()];
    }

    /** The rules that were decided at least once, either way. */
    public Set<Rule> decided() {
        EnumSet<Rule> decided = EnumSet.noneOf(Rule.class);
        for (Rule rule : RULES) {
            if (count(rule) > 0) {
                decided.add(rule);
            }
        }
        return decided;
    }
}
