package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Glob;
import dev.pacifica.suite.verdict.Difference;
import java.util.List;
import java.util.OptionalLong;

/** How a finding shows itself. A draft of expectations names the findings whose signatures cover what was seen. */
sealed interface Signature {
    /** Vectors in which the finding can show itself; empty: in any. */
    List<Glob> vectors();

    /** Whether the finding can show itself in the vector of this ID. */
    default boolean concerns(String vector) {
        return vectors().isEmpty() || vectors().stream().anyMatch(glob -> glob.matches(vector));
    }

    /**
     * A difference.
     *
     * @param vectors see {@link Signature#vectors()}
     * @param subject register, VMCB field or memory
     * @param permitted the permitted value
     * @param seen the value seen
     * @param bits bits outside of which the two values agree; empty: any
     * @param isSteady whether another run shows the same value; a time stamp is not steady
     */
    record OfDifference(
            List<Glob> vectors, Glob subject, Glob permitted, Glob seen, OptionalLong bits, boolean isSteady)
            implements Signature {
        boolean covers(String vector, Difference difference) {
            return concerns(vector)
                    && !(isSteady && difference.seen().equals(Known.ANY_VALUE))
                    && subject.matches(difference.subject())
                    && permitted.matches(difference.permitted())
                    && seen.matches(difference.seen())
                    && (bits.isEmpty() || differOnlyIn(bits.getAsLong(), difference));
        }

        private static boolean differOnlyIn(long bits, Difference difference) {
            try {
                return ((number(difference.permitted()) ^ number(difference.seen())) & ~bits) == 0;
            } catch (NumberFormatException e) {
                return false; // Not two numbers: how the vector ended, or a stray write.
            }
        }

        private static long number(String text) {
            if (!text.startsWith("0x")) {
                throw new NumberFormatException(text);
            }
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
    }

    /**
     * The loss of the vector: the target died or went silent.
     *
     * @param vectors see {@link Signature#vectors()}
     * @param verdict crashed or hung
     * @param says words that the reason of the result contains: any crash at all is no signature
     */
    record OfLoss(List<Glob> vectors, Verdict verdict, String says) implements Signature {
        boolean covers(String vector, Verdict found) {
            return concerns(vector) && verdict == found;
        }

        boolean covers(String vector, Verdict found, String reason) {
            return covers(vector, found) && reason.contains(says);
        }
    }
}
