package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which permitted outcomes a result is laid beside. */
class ResultTest {
    private final Vector vector = SampleVector.of("sample", "jmp END")
            .outcome(Ended.END, Map.of(Slot.RBX, 1L, Slot.RCX, 1L))
            .outcome(Ended.END, Map.of(Slot.RBX, 2L, Slot.RCX, 2L))
            .build();
    private final Case only = vector.cases().get(0);

    @Test
    void divergenceIsDescribedByTheOutcomeThatItMissesByLeast() {
        Result result = seen(2, 3);
        assertThat(result.verdict()).isEqualTo(Verdict.DIVERGING);
        assertThat(result.nearest()).containsExactly(only.outcomes().get(1));
        assertThat(result.reason()).isEqualTo("rcx: permitted 0x2, seen 0x3");
        assertThat(result.differences()).hasSize(1);
    }

    @Test
    void conformingResultKeepsTheOutcomeThatPermitsIt() {
        Result result = seen(2, 2);
        assertThat(result.verdict()).isEqualTo(Verdict.CONFORMING);
        assertThat(result.nearest()).containsExactly(only.outcomes().get(1));
    }

    private Result seen(long rbx, long rcx) {
        VectorState state = States.permitted(vector, only.outcomes().get(0));
        state.setSlot(Slot.RBX, rbx);
        state.setSlot(Slot.RCX, rcx);
        return Result.judge(vector, only, new Observation(Ended.END, state, List.of()));
    }
}
