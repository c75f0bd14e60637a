package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Vector;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody signals anything to an emulator: the vectors that need it are not applicable, and nothing is started for them. */
class SignalsTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final Recorder recorder = new Recorder();

    private static List<Vector> signalled() {
        return GoldenVectors.published().stream()
                .filter(vector -> vector.events().stream().anyMatch(Signal.class::isInstance))
                .limit(50)
                .toList();
    }

    @Test
    void anImageTargetCountsThemAsNotApplicable() {
        new CommandTarget("no-such-emulator {image} {serial}", SILENCE).run(signalled(), recorder);
        assertNoneApplies();
    }

    @Test
    void aServedTargetCountsThemAsNotApplicable() {
        new ServedTarget(CommandTarget.served("no-such-emulator {image} {port}", SILENCE)).run(signalled(), recorder);
        assertNoneApplies();
    }

    private void assertNoneApplies() {
        assertThat(recorder.results.keySet())
                .hasSizeGreaterThan(20)
                .containsExactlyElementsOf(signalled().stream().map(Vector::id).toList());
        assertThat(recorder.results.values())
                .allSatisfy(result -> assertThat(result.verdict()).isEqualTo(Verdict.NOT_APPLICABLE));
    }
}
