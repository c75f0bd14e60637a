package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.OutsideProgram;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may go wrong on the line of an emulator that is served: it costs one vector at most, never the run, and has an end. */
@Timeout(60)
class ServedFailuresTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    /** For what should go well: nothing waits for this long. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Recorder recorder = new Recorder();

    /** The answer to the first vector; all others are answered well. */
    private interface Answer {
        void to(FakeHarness.Conversation line, String index) throws IOException;
    }

    @BeforeEach
    void need() {
        OutsideProgram.need("sleep", "coreutils");
    }

    @Test
    void a_harness_that_behaves_is_started_once() {
        FakeHarness fake = run(LONG, FakeHarness.Conversation::answer);
        assertConforming("one");
        assertThat(fake.starts()).isEqualTo(1);
    }

    @Test
    void noise_between_frames_does_no_harm() {
        FakeHarness fake = run(LONG, (line, index) -> {
            line.raw("BIOS says hello\n@V ");
            line.send("V " + index);
            line.raw("\0\0\0\n");
            line.send("D " + index + " 12c000 1", "R " + index + " C 0", "S ok");
            line.raw("garbage @@");
            line.send("W");
        });
        assertConforming("one");
        assertThat(fake.starts()).isEqualTo(1);
    }

    @Test
    void silence_after_the_heartbeat_is_a_hung_vector() {
        FakeHarness fake = run(SHORT, (line, index) -> {
            line.send("V " + index);
            line.listen();
        });
        assertOne(Verdict.HUNG, "no frame came for 1 s");
        assertThat(fake.starts()).isEqualTo(2);
    }

    @Test
    void half_a_line_and_then_silence_is_a_hung_vector() {
        run(SHORT, (line, index) -> {
            line.send("V " + index);
            line.raw("@R " + index + " C");
            line.listen();
        });
        assertOne(Verdict.HUNG, "no frame came for 1 s");
    }

    @Test
    void noise_without_end_is_a_hung_vector() {
        run(SHORT, (line, index) -> {
            line.send("V " + index);
            while (true) {
                line.raw("noise\n");
            }
        });
        assertThat(recorder.results.get("one").verdict()).isEqualTo(Verdict.HUNG);
        assertThat(recorder.results.get("one").reason()).matches("no frame came for 1 s; \\d+ bytes were no frame");
        assertConforming("two");
    }

    @Test
    void frames_without_end_are_a_crashed_vector() {
        run(SHORT, (line, index) -> {
            line.send("V " + index);
            while (true) {
                line.send("D " + index + " 12c000 1");
            }
        });
        assertOne(Verdict.CRASHED, "garbled: the harness sends frames without end");
    }

    @Test
    void a_vector_that_is_never_taken_is_sent_four_times_and_hung() {
        AtomicInteger requests = new AtomicInteger(1);
        run(SHORT, (line, index) -> {
            while (true) {
                assertThat(line.request()).isEqualTo(index);
                requests.incrementAndGet();
            }
        });
        assertOne(Verdict.HUNG, "the vector was sent 4 times within 1 s, and the harness did not take it");
        assertThat(requests).hasValue(4);
    }

    @Test
    void a_request_that_arrives_damaged_is_sent_again() {
        FakeHarness fake = run(LONG, (line, index) -> {
            line.send("B 1", "W");
            assertThat(line.request()).isEqualTo(index);
            line.send("B 0", "W");
            assertThat(line.request()).isEqualTo(index);
            line.answer(index);
        });
        assertConforming("one");
        assertThat(fake.starts()).isEqualTo(1);
    }

    @Test
    void a_request_that_always_arrives_damaged_is_given_up() {
        run(LONG, (line, index) -> {
            while (true) {
                line.send("B 1", "W");
                line.request();
            }
        });
        assertOne(Verdict.CRASHED, "garbled: the vector was sent 4 times and arrived damaged each time");
    }

    @Test
    void a_line_that_closes_costs_the_vector() {
        FakeHarness fake = run(LONG, (line, index) -> {
            line.send("V " + index);
            throw new IOException("enough");
        });
        assertOne(Verdict.CRASHED, "the emulator closed its serial line");
        assertThat(fake.starts()).isEqualTo(2);
    }

    @Test
    void a_line_that_closes_before_the_heartbeat_costs_the_vector() {
        run(LONG, (line, index) -> {
            throw new IOException("enough");
        });
        assertOne(Verdict.CRASHED, "the emulator closed its serial line; the harness had not taken the vector yet");
    }

    @Test
    void a_damaged_verdict_costs_the_vector_and_not_the_emulator() {
        FakeHarness fake = run(
                LONG,
                (line, index) ->
                        line.send("V " + index, "D " + index + " 12c000 1", "!R " + index + " C 0", "S ok", "W"));
        assertOne(Verdict.CRASHED, "garbled: its verdict was lost on the line");
        assertThat(fake.starts()).isEqualTo(1);
    }

    @Test
    void a_damaged_verdict_and_search_cost_the_vector_and_not_the_emulator() {
        run(LONG, (line, index) -> line.send("V " + index, "!R " + index + " C 0", "!S ok", "W"));
        assertThat(recorder.results.get("one").reason()).startsWith("garbled: ");
        assertConforming("two");
    }

    @Test
    void a_damaged_heartbeat_costs_the_vector_and_not_the_emulator() {
        FakeHarness fake = run(
                LONG,
                (line, index) ->
                        line.send("!V " + index, "D " + index + " 12c000 1", "R " + index + " C 0", "S ok", "W"));
        assertOne(Verdict.CRASHED, "garbled: its heartbeat, or the search for stray writes, was lost on the line");
        assertThat(fake.starts()).isEqualTo(1);
    }

    @Test
    void a_damaged_change_costs_the_vector_and_not_the_emulator() {
        FakeHarness fake = run(
                LONG,
                (line, index) ->
                        line.send("V " + index, "!D " + index + " 12c000 1", "R " + index + " C 0", "S ok", "W"));
        assertOne(Verdict.CRASHED, "garbled: lines were lost");
        assertThat(fake.starts()).isEqualTo(1);
    }

    @Test
    void a_lost_w_costs_time_only() {
        FakeHarness fake = run(
                SHORT,
                (line, index) ->
                        line.send("V " + index, "D " + index + " 12c000 1", "R " + index + " C 0", "S ok", "!W"));
        assertConforming("one");
        assertThat(fake.starts()).isEqualTo(1);
    }

    @Test
    void a_second_hello_is_a_reset_of_the_machine() {
        run(LONG, (line, index) -> {
            line.send("V " + index, "H 1 0");
            line.listen();
        });
        assertThat(recorder.results.get("one").differences())
                .singleElement()
                .hasToString("ended: permitted end, seen shutdown");
        assertConforming("two");
    }

    @Test
    void the_answer_to_another_vector_is_not_taken_for_its_own() {
        FakeHarness fake = run(LONG, (line, index) -> line.answer("77"));
        assertOne(Verdict.CRASHED, "garbled: its heartbeat, or the search for stray writes, was lost on the line");
        assertThat(fake.starts()).isEqualTo(1);
    }

    @Test
    void a_hello_with_damaged_lines_is_tried_again() {
        FakeHarness fake = new FakeHarness(LONG, false, line -> {
            line.send("H 1 0", "!C 80000001 0 0 4 0", "W");
            line.listen();
        });
        new ServedTarget(fake).run(vectors(), recorder);
        assertConforming("one");
        assertThat(fake.starts()).isEqualTo(2);
    }

    @Test
    void an_emulator_that_never_says_hello_is_a_failure_of_the_target() {
        assertFailure(FakeHarness.Conversation::listen, "no frame came for 3 s");
    }

    @Test
    void an_image_that_is_not_served_is_a_failure_of_the_target() {
        assertFailure(line -> line.send("H 1 7"), "1 and 7 vectors; expected format 1 and 0 vectors");
    }

    private void assertFailure(FakeHarness.Behaviour behaviour, String message) {
        ServedTarget target = new ServedTarget(new FakeHarness(SHORT, true, behaviour));
        assertThatThrownBy(() -> target.run(vectors(), recorder))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("did not start the image, twice")
                .hasMessageContaining(message);
        assertThat(recorder.results).isEmpty();
    }

    /** Runs two vectors. */
    private FakeHarness run(Duration silence, Answer first) {
        FakeHarness fake = new FakeHarness(silence, false, line -> {
            line.hello();
            first.to(line, line.request());
            line.answerAll();
        });
        new ServedTarget(fake).run(vectors(), recorder);
        return fake;
    }

    private void assertOne(Verdict verdict, String reason) {
        assertThat(recorder.results.get("one"))
                .returns(verdict, Result::verdict)
                .returns(reason, Result::reason);
        assertConforming("two");
    }

    private void assertConforming(String id) {
        assertThat(recorder.results.get(id).reason()).isEmpty();
        assertThat(recorder.results.get(id).verdict()).isEqualTo(Verdict.CONFORMING);
    }

    private static List<Vector> vectors() {
        return List.of(vector("one"), vector("two"));
    }

    private static Vector vector(String id) {
        return SampleVector.of(id, "jmp END").outcome(Ended.END, Map.of()).build();
    }
}
