package dev.pacifica.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.state.ExceptionVector;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Table 8-3, all pairs, from the vectors' numbers. */
class CombinationTest {
    private static final Set<Integer> CONTRIBUTORY = Set.of(0, 10, 11, 12, 13, 21, 29, 30);

    @Test
    void EVT_30_EVT_32_EVT_33_every_pair_of_exceptions() {
        int pairs = 0;
        for (ExceptionVector first : ExceptionVector.values()) {
            for (ExceptionVector second : ExceptionVector.values()) {
                assertThat(Combination.of(first.exceptionClass(), second.exceptionClass()))
                        .as("#%s, then #%s", first, second)
                        .isEqualTo(expected(first.number(), second.number()));
                pairs++;
            }
        }
        assertThat(pairs).isEqualTo(21 * 21);
    }

    private static Combination expected(int first, int second) {
        boolean isContributory = CONTRIBUTORY.contains(second);
        if (first == 8) {
            return isContributory || second == 14 ? Combination.SHUTDOWN : Combination.SERIAL;
        }
        boolean isDouble =
                first == 14 && (isContributory || second == 14) || CONTRIBUTORY.contains(first) && isContributory;
        return isDouble ? Combination.DOUBLE_FAULT : Combination.SERIAL;
    }
}
