package dev.pacifica.suite.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.suite.vector.Vector.Ended;
import org.junit.jupiter.api.Test;

/** Each benchmark does what its name says, once and unmeasured. */
class BenchmarksTest {
    @Test
    void theModelRunsItsLoop() {
        ModelBenchmark benchmark = new ModelBenchmark();
        benchmark.loop();
        RunResult loop = benchmark.instruction();
        assertThat(loop.reason()).isEqualTo(StopReason.BUDGET);
        assertThat(loop.steps()).isEqualTo(1000);
        assertThat(benchmark.decodedAnew().reason()).isEqualTo(StopReason.BUDGET);
    }

    @Test
    void vectorsAndSourcesAreRunAndRead() {
        VectorBenchmark benchmark = new VectorBenchmark();
        assertThat(benchmark.worldSwitch().ended()).isEqualTo(Ended.END);
        assertThat(benchmark.pageWalk().ended()).isEqualTo(Ended.END);
        assertThat(benchmark.vector().ended()).isIn(Ended.END, Ended.EXCEPTION);
        assertThat(benchmark.readAllVectors()).isNotEmpty();
        assertThat(benchmark.assembleTenLines().bytes()).hasSize(10 * 5);
    }
}
