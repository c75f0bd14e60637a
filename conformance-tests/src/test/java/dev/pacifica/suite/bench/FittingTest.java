package dev.pacifica.suite.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Seconds are computed here, not measured. */
class FittingTest {
    private static final Percentage CLOSELY = Percentage.withPercentage(1);

    @Test
    void runsASteadyTargetForASecond() {
        assertThat(Fitting.turns(turns -> turns / 11e6)).isCloseTo(11_000_000, CLOSELY);
    }

    @Test
    void isNotMisledByATargetThatStartsSlowly() {
        // half a second for whatever comes first, then ten million turns a second
        List<Long> runs = new ArrayList<>();
        long turns = Fitting.turns(count -> {
            runs.add(count);
            return count / 10e6 + (runs.size() == 1 ? 0.5 : 0);
        });
        assertThat(turns).isCloseTo(10_000_000, CLOSELY);
    }

    @Test
    void asksAFastTargetForNoMoreThanHalfABillionTurns() {
        assertThat(Fitting.turns(turns -> turns / 1e12)).isEqualTo(500_000_000);
    }

    @Test
    void asksASlowTargetForLessThanItsFirstRun() {
        assertThat(Fitting.turns(turns -> turns / 100.0)).isEqualTo(100);
    }
}
