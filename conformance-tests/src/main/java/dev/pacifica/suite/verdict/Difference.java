package dev.pacifica.suite.verdict;

/**
 * One thing that an observation and an outcome disagree about.
 *
 * @param subject register, VMCB field or memory, by name
 * @param permitted the value that the outcome permits
 * @param seen the value that was seen
 */
public record Difference(String subject, long permitted, long seen) {
    @Override
    public String toString() {
        return "%s: permitted 0x%x, seen 0x%x".formatted(subject, permitted, seen);
    }
}
