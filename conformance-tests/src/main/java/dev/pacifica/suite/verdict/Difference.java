package dev.pacifica.suite.verdict;

/**
 * One thing that an observation and an outcome disagree about.
 *
 * @param subject register, VMCB field or memory, by name
 * @param permitted what the outcome permits, as a person reads it
 * @param seen what was seen
 */
public record Difference(String subject, String permitted, String seen) {
    static Difference of(String subject, long permitted, long seen) {
        return new Difference(subject, "0x" + Long.toHexString(permitted), "0x" + Long.toHexString(seen));
    }

    @Override
    public String toString() {
        return "%s: permitted %s, seen %s".formatted(subject, permitted, seen);
    }
}
