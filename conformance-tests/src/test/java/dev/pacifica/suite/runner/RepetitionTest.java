package dev.pacifica.suite.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.target.TargetException;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Vectors that run several times. */
class RepetitionTest {
    private static final Difference RCX_6 = new Difference("rcx", "0x5", "0x6");
    private static final Difference RCX_7 = new Difference("rcx", "0x5", "0x7");

    private final Vector steady = vector("a/steady");
    private final Vector moody = vector("a/moody");
    private final List<String> started = new ArrayList<>();

    @Test
    void the_same_results_each_time_are_not_flaky() {
        Run run = run(5, time -> conforming());
        assertThat(started).hasSize(10);
        assertThat(run.flaky()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(Summary.lines(run, "")).contains("  flaky                 0 (each ran 5 times)");
    }

    @Test
    void another_verdict_is_flaky_and_fails_the_run_even_if_the_first_was_good() {
        Run run = run(5, time -> time == 3 ? diverging(RCX_6) : conforming());
        assertThat(run.results()).allMatch(result -> result.verdict() == Verdict.CONFORMING);
        assertThat(run.flaky())
                .singleElement()
                .satisfies(flaky -> assertThat(flaky.vector()).isSameAs(moody));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(Summary.unexpected(run))
                .containsExactly("flaky a/moody: 4 times conforming; 1 times diverging rcx: permitted 0x5, seen 0x6");
    }

    @Test
    void other_differences_are_flaky_too() {
        Run run = run(3, time -> diverging(time == 1 ? RCX_7 : RCX_6));
        assertThat(run.flaky())
                .singleElement()
                .satisfies(flaky -> assertThat(flaky.seen())
                        .extracting(Repetition.Seen::times)
                        .containsExactly(2, 1));
    }

    @Test
    void another_reason_alone_is_not_flaky() {
        Run run = run(3, time -> Result.lost(moody, Verdict.CRASHED, "at tick " + time));
        assertThat(run.flaky()).isEmpty();
    }

    @Test
    void a_target_that_gives_up_ends_the_repetitions() {
        Run run = run(3, time -> {
            if (time == 1) {
                throw new TargetException("no more");
            }
            return conforming();
        });
        assertThat(started).hasSize(4);
        assertThat(run.failure()).isEqualTo("no more");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    /** Runs a steady vector and a moody one, whose result depends on how often it ran before. */
    private Run run(int times, IntFunction<Result> mood) {
        Target target = new Target() {
            private int time;

            @Override
            public String name() {
                return "moody";
            }

            @Override
            public void run(List<Vector> vectors, Listener listener) {
                vectors.forEach(vector -> {
                    listener.started(vector);
                    listener.finished(
                            vector.equals(moody)
                                    ? mood.apply(time++)
                                    : new Result(vector, Verdict.CONFORMING, "", List.of()));
                });
            }
        };
        return Run.repeated(times, target, List.of(steady, moody), Expectations.none(), new Target.Listener() {
            @Override
            public void started(Vector vector) {
                started.add(vector.id());
            }

            @Override
            public void finished(Result result) {}
        });
    }

    private Result conforming() {
        return new Result(moody, Verdict.CONFORMING, "", List.of());
    }

    private Result diverging(Difference difference) {
        return new Result(moody, Verdict.DIVERGING, difference.toString(), List.of(difference));
    }

    private static Vector vector(String id) {
        return SampleVector.of(id, "jmp END").outcome(Ended.END, Map.of()).build();
    }
}
