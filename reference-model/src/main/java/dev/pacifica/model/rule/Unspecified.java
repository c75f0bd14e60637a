package dev.pacifica.model.rule;

/**
 * Where undefined values come from. A vector is run with several of these; anything that differs between the runs and
 * is not masked shows that an undefined value leaked into the result.
 */
@FunctionalInterface
public interface Unspecified {
    /** Every undefined value is zero. */
    Unspecified ZEROS = rule -> 0;

    /** Every undefined value is all ones. */
    Unspecified ONES = rule -> -1L;

    /** The value of something that the rule leaves undefined, 64 bits; the caller takes the bits that it needs. */
    long value(Rule rule);

    /** Noise that depends only on the seed and on the order of the questions (the SplitMix64 sequence). */
    static Unspecified noise(long seed) {
        return new Unspecified() {
            private long state = seed;

            @Override
            public long value(Rule rule) {
                state += 0x9E3779B97F4A7C15L;
                long z = state;
                z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
                z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
                return z ^ (z >>> 31);
            }
        };
    }
}
