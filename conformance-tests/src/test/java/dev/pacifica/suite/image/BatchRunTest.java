package dev.pacifica.suite.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BatchRunTest {
    private static final String ENDED = "D 0 12c000 1";
    private static final String RCX_IS_5 = "D 0 12c030 5";

    private final Vector vector = SampleVector.of("five", "mov ecx, 5\njmp END")
            .requires("SVM")
            .when("NRIPS")
            .outcome(Ended.END, Map.of(Slot.RCX, 6L))
            .when("!NRIPS")
            .outcome(Ended.END, Map.of(Slot.RCX, 5L))
            .build();

    private final List<String> told = new ArrayList<>();
    private Observation seen;
    private BatchRun run = run(true);

    @Test
    void a_vector_is_observed_through_what_changed() {
        feed("H 1 1", "C 80000001 0 0 4 0", "C 8000000a 1 8 0 0", "V 0", ENDED, RCX_IS_5, "R 0 C 1", "S ok", "Q 1");
        assertThat(told).containsExactly("started five", "observed five [!NRIPS]", "swept OptionalLong.empty");
        assertThat(seen.ended()).isEqualTo(Ended.END);
        assertThat(seen.state().slot(Slot.RCX)).isEqualTo(5);
        assertThat(seen.state().slot(Slot.RDX)).isEqualTo(Slot.RDX.initial());
        assertThat(seen.strays()).isEmpty();
        assertThat(run.phase()).isEqualTo(BatchRun.Phase.FINISHED);
    }

    @Test
    void the_case_is_chosen_by_what_the_processor_says() {
        feed("H 1 1", "C 80000001 0 0 4 0", "C 8000000a 1 8 0 8", "V 0", ENDED, RCX_IS_5, "R 0 D");
        assertThat(told).containsExactly("started five", "observed five [NRIPS]");
    }

    @Test
    void a_requirement_that_does_not_hold_is_explained() {
        feed("H 1 1", "C 80000001 0 0 0 0", "V 0", "N 0 0");
        assertThat(told)
                .containsExactly("started five", "not applicable: SVM is required; CPUID Fn80000001 ECX[2] is 0");
    }

    @Test
    void a_verdict_that_the_reported_state_contradicts_is_an_error_of_the_harness() {
        feed("H 1 1", "C 80000001 0 0 4 0", "V 0", ENDED, "R 0 C 1");
        assertThat(told.get(1))
                .startsWith("unreliable: harness error: it says that outcome 1 matches, but")
                .contains("rcx: permitted 0x5");
        run = run(true);
        feed("H 1 1", "C 80000001 0 0 4 0", "V 0", ENDED, RCX_IS_5, "R 0 D");
        assertThat(told.get(3)).startsWith("unreliable: harness error: it says that no outcome matches, but");
        run = run(true);
        feed("H 1 1", "C 80000001 0 0 4 0", "V 0", ENDED, RCX_IS_5, "R 0 C 0");
        assertThat(told.get(5)).startsWith("unreliable: harness error: it says that outcome 0 matches, but");
    }

    @Test
    void a_damaged_line_that_changes_the_verdict_is_called_garbled() {
        feed("H 1 1", "C 80000001 0 0 4 0", "V 0", ENDED);
        run.accept(new Frame.Noise(13));
        feed("R 0 C 1");
        assertThat(told).containsExactly("started five", "unreliable: garbled: lines were lost");
    }

    @Test
    void a_lost_verdict_is_noticed_at_the_next_heartbeat() {
        run = new BatchRun(List.of(vector, vector), true, new Told());
        feed("H 1 2", "C 80000001 0 0 4 0", "V 0", ENDED, "V 1", "D 1 12c000 1", "D 1 12c030 5", "R 1 C 1");
        assertThat(told)
                .containsExactly(
                        "started five",
                        "unreliable: garbled: its verdict was lost on the line",
                        "started five",
                        "observed five [!NRIPS]");
    }

    @Test
    void a_change_in_a_guard_page_is_a_stray_write() {
        feed("H 1 1", "C 80000001 0 0 4 0", "V 0", ENDED, RCX_IS_5, "D 0 1002ff8 1", "R 0 D");
        assertThat(seen.strays()).containsExactly(Fixture.ARENA + 0x2FF8);
    }

    @Test
    void without_all_changes_the_matched_outcome_is_the_observation() {
        run = run(false);
        feed("H 1 1", "C 80000001 0 0 4 0", "V 0", "R 0 C 1");
        assertThat(seen.state().slot(Slot.RCX)).isEqualTo(5);
        assertThat(seen.ended()).isEqualTo(Ended.END);
    }

    @Test
    void a_second_hello_means_that_the_machine_was_reset() {
        feed("H 1 1", "V 0", "H 1 1");
        assertThat(run.phase()).isEqualTo(BatchRun.Phase.RESET);
        assertThat(run.current()).contains(vector);
    }

    @Test
    void a_fault_of_the_harness_and_a_foreign_hello_are_named() {
        feed("H 1 1", "V 0", "X d 10 100123");
        assertThat(run.phase()).isEqualTo(BatchRun.Phase.FAULTED);
        assertThat(run.fault()).isEqualTo("the harness itself took exception 13, error code 0x10, at 0x100123");
        run = run(true);
        feed("H 2 1");
        assertThat(run.fault()).contains("format 2 and 1 vectors; expected format 1 and 1 vectors");
    }

    @Test
    void nothing_counts_before_the_hello() {
        feed("V 0", "R 0 D");
        assertThat(told).isEmpty();
        assertThat(run.phase()).isEqualTo(BatchRun.Phase.BOOTING);
    }

    @Test
    void a_served_run_knows_the_expected_vector_only() {
        run = BatchRun.served(new Told());
        feed("H 1 0", "C 80000001 0 0 4 0", "V 0", "R 0 D", "S ok", "W");
        assertThat(told).containsExactly("swept OptionalLong.empty");
        run.expect(7, vector);
        feed("V 7", "D 7 12c000 1", "D 7 12c030 5", "R 7 C 1", "W", "V 7", "W");
        run.expect(8, vector);
        feed("V 7", "V 8");
        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        "started five",
                        "observed five [!NRIPS]",
                        "started five",
                        "unreliable: garbled: its verdict was lost on the line",
                        "started five");
    }

    private BatchRun run(boolean reportAll) {
        return new BatchRun(List.of(vector), reportAll, new Told());
    }

    private void feed(String... payloads) {
        FrameParser parser = new FrameParser();
        for (String payload : payloads) {
            byte[] line = FrameParserTest.line(payload).getBytes(StandardCharsets.US_ASCII);
            parser.feed(line, line.length).forEach(run::accept);
        }
    }

    private final class Told implements BatchRun.Listener {
        @Override
        public void started(Vector started) {
            told.add("started " + started.id());
        }

        @Override
        public void notApplicable(Vector none, String reason) {
            told.add("not applicable: " + reason);
        }

        @Override
        public void observed(Vector observed, Case applicable, Observation observation) {
            told.add("observed " + observed.id() + " " + applicable.when());
            seen = observation;
        }

        @Override
        public void unreliable(Vector lost, String reason) {
            told.add("unreliable: " + reason);
        }

        @Override
        public void swept(OptionalLong stray) {
            told.add("swept " + stray);
        }
    }
}
