package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the image and the targets promise on every emulator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EmulatorContract {
    /** Skips everything if the emulator is not installed. */
    abstract void need();

    /** A target that loses patience within a few seconds. */
    abstract Target target();

    /** Part of the path of the emulator's program. */
    abstract String program();

    /** A feature of CPUID Fn8000000A EDX that the emulator does not have. */
    abstract String absentFeature();

    private final Recorder recorder = new Recorder();

    @BeforeAll
    void runAllVectors() {
        need();
        target().run(ContractVectors.vectors(absentFeature()), recorder);
    }

    @Test
    void every_vector_has_one_result() {
        assertThat(recorder.results.keySet())
                .containsExactlyInAnyOrderElementsOf(ContractVectors.vectors(absentFeature()).stream()
                        .map(Vector::id)
                        .toList());
        assertThat(recorder.started).containsAll(recorder.results.keySet());
    }

    @Test
    void vectors_that_do_what_they_should_conform() {
        for (String id : List.of(
                "nothing",
                "store",
                "undefined opcode",
                "error code",
                "vmmcall",
                "breakpoint",
                "registers loaded",
                "registers changed",
                "after all this")) {
            assertThat(recorder.results.get(id)).as(id).returns(Verdict.CONFORMING, Result::verdict);
        }
    }

    @Test
    void a_difference_is_named() {
        assertThat(result("wrong outcome")).returns(Verdict.DIVERGING, Result::verdict);
        assertThat(result("wrong outcome").differences()).singleElement().hasToString("rcx: permitted 0x5, seen 0x6");
    }

    @Test
    void a_stray_write_is_found_and_belongs_to_the_vector_that_made_it() {
        assertThat(result("stray write")).returns(Verdict.DIVERGING, Result::verdict);
        assertThat(result("stray write").differences())
                .singleElement()
                .extracting("subject")
                .isEqualTo("memory@0x%x, outside the footprint".formatted(ContractVectors.FAR_AWAY));
    }

    @Test
    void a_write_to_the_fixture_is_found() {
        assertThat(result("write to the fixture").differences())
                .singleElement()
                .extracting("subject")
                .isEqualTo("memory@0x%x, outside the footprint".formatted(ContractVectors.IDT_ENTRY_200));
    }

    @Test
    void a_write_to_a_guard_page_is_found() {
        assertThat(result("write to a guard page").differences())
                .singleElement()
                .extracting("subject")
                .isEqualTo("memory@0x1002010, outside the footprint");
    }

    @Test
    void a_vector_that_is_not_applicable_says_why() {
        assertThat(result("absent feature").verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
        assertThat(result("absent feature").reason())
                .matches(absentFeature() + " is required; CPUID Fn8000000A EDX\\[\\d+] is 0");
    }

    @Test
    void a_shutdown_is_an_ending_like_others() {
        assertThat(result("shutdown").verdict()).isEqualTo(Verdict.CONFORMING);
        assertThat(result("no shutdown").verdict()).isEqualTo(Verdict.DIVERGING);
        assertThat(result("triple fault").differences()).singleElement().returns("shutdown", Difference::seen);
    }

    @Test
    void an_endless_loop_costs_one_vector() {
        assertThat(result("endless loop").verdict()).isEqualTo(Verdict.HUNG);
        assertThat(result("endless loop").reason()).startsWith("no frame came for 2 s");
    }

    @Test
    void a_state_that_cannot_be_loaded_costs_one_vector() {
        assertThat(result("harness fault").verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(result("harness fault").reason())
                .startsWith("the harness itself took exception 13, error code 0x10");
    }

    @Test
    void an_emulator_that_is_killed_costs_one_vector() {
        assertThat(endedDuringTheLongOne(ProcessHandle::destroyForcibly))
                .startsWith("the emulator ended with exit code 137");
    }

    /** Ends the emulator; returns the reason that the result gives. */
    final String endedDuringTheLongOne(Consumer<ProcessHandle> end) {
        Recorder ended = new Recorder(vector -> {
            if (vector.id().equals("long")) {
                end.accept(emulator().orElseThrow());
            }
        });
        target().run(ContractVectors.withALongOne(), ended);
        Result lost = ended.results.remove("long");
        assertThat(lost.verdict()).isEqualTo(Verdict.CRASHED);
        assertThat(ended.results).hasSize(4);
        assertThat(ended.results.values()).allMatch(result -> result.verdict() == Verdict.CONFORMING);
        assertThat(emulator()).as("no emulator is left behind").isEmpty();
        return lost.reason();
    }

    @Test
    void the_name_has_the_version() {
        assertThat(target().name()).matches("(qemu|bochs) \\d+\\.\\d+.*");
    }

    private Result result(String id) {
        return recorder.results.get(id);
    }

    private Optional<ProcessHandle> emulator() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains(program()))
                .max(Comparator.comparing(ProcessHandle::pid));
    }
}
