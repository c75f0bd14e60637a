package dev.pacifica.suite.lint;

import dev.pacifica.suite.vector.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * Values that some bits of a CPUID register may have: ascending ranges that neither overlap nor touch. The bits are at most 32, so
 * every value is a non-negative {@code long}.
 */
record ValueSet(List<Range> ranges) {
    /** The values {@code low} to {@code high}, both included. */
    record Range(long low, long high) {}

    /** The values for which {@code condition} holds. */
    static ValueSet of(Condition condition) {
        long most = most(condition.where());
        long value = condition.value();
        return switch (condition.relation()) {
            case EQUAL -> between(value, Math.min(value, most));
            case NOT_EQUAL -> between(value, Math.min(value, most)).complement(most);
            case AT_LEAST -> between(value, most);
        };
    }

    /** All values that fit {@code where}. */
    static ValueSet all(Condition.Location where) {
        return between(0, most(where));
    }

    private static long most(Condition.Location where) {
        return (1L << where.width()) - 1;
    }

    private static ValueSet between(long low, long high) {
        return new ValueSet(low > high ? List.of() : List.of(new Range(low, high)));
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The smallest value; there must be one. */
    long first() {
        return ranges.get(0).low();
    }

    ValueSet and(ValueSet other) {
        List<Range> common = new ArrayList<>();
        for (Range one : ranges) {
            for (Range two : other.ranges) {
                common.addAll(between(Math.max(one.low(), two.low()), Math.min(one.high(), two.high())).ranges);
            }
        }
        return new ValueSet(common);
    }

    /** The values of 0 to {@code most} that are not in the set. */
    ValueSet complement(long most) {
        List<Range> rest = new ArrayList<>();
        long next = 0;
        for (Range range : ranges) {
            rest.addAll(between(next, range.low() - 1).ranges);
            next = range.high() + 1;
        }
        rest.addAll(between(next, most).ranges);
        return new ValueSet(rest);
    }

    ValueSet without(ValueSet other, Condition.Location where) {
        return and(other.complement(most(where)));
    }
}
