package dev.pacifica.suite.verdict;

import dev.pacifica.suite.vector.Subject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that an observation and an outcome disagree about.
 *
 * @param subject register, VMCB field or memory, by name
 * @param permitted what the outcome permits, as a person reads it
 * @param seen what was seen
 */
public record Difference(String subject, String permitted, String seen) {
    private static final String OUTSIDE = ", outside the footprint";
    private static final Pattern TEXT = Pattern.compile("(.+?): permitted (.+), seen (.+)");

    /** A byte that changed although the vector does not own its page. */
    static Difference stray(long address) {
        return new Difference(Subject.memory(address) + OUTSIDE, "unchanged", "changed");
    }

    /**
     * Whether it is about memory that the vector does not own. In a batch that is searched now and then only. (Not
     * named as a property: reports hold the three components and nothing else.)
     */
    public boolean stray() {
        return subject.endsWith(OUTSIDE);
    }

    static Difference of(String subject, long permitted, long seen) {
        return new Difference(subject, "0x" + Long.toHexString(permitted), "0x" + Long.toHexString(seen));
    }

    /** The difference that {@link #toString()} wrote; empty if {@code text} is none. */
    public static Optional<Difference> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Difference(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "%s: permitted %s, seen %s".formatted(subject, permitted, seen);
    }
}
