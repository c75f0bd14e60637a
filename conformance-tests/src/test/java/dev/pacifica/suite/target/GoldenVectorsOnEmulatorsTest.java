package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.OutsideProgram;
import dev.pacifica.suite.expectation.ExpectationFile;
import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.expectation.PublishedExpectations;
import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.generate.Confirmations;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.runner.Summary;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** All golden vectors on the real emulators: each accounted for, every divergence known, and no doubt about the
 * harness itself. */
class GoldenVectorsOnEmulatorsTest {
    /** Every how many-eth vector is served too: a prime, so that it goes through the groups in which vectors are made. */
    private static final int SERVED = 11;

    @Test
    void everyVectorIsAccountedForOnQemuAndSomeServedTheSame() {
        OutsideProgram.need("qemu-system-x86_64", "qemu-system-x86");
        everyVectorIsAccountedForAndSomeServedTheSame(new QemuTarget());
    }

    @Test
    void everyVectorIsAccountedForOnBochsAndSomeServedTheSame() {
        OutsideProgram.need("bochs-bin", "bochs bochs-term bochsbios vgabios");
        everyVectorIsAccountedForAndSomeServedTheSame(new BochsTarget());
    }

    private static void everyVectorIsAccountedForAndSomeServedTheSame(ImageTarget target) {
        List<Vector> vectors = GoldenVectors.published();
        Optional<ExpectationFile> file = PublishedExpectations.of(target.name(), () -> vectors);
        Expectations known = file.map(Expectations::of).orElse(Expectations.none());
        Recorder batch = everyVectorIsAccountedFor(target, vectors, known, file.isPresent());
        Recorder served = new Recorder();
        List<Vector> some = HarnessOnModelTest.everyNth(SERVED, vectors);
        new ServedTarget(target).run(some, served);
        for (Vector vector : some) {
            Result expected = batch.results.get(vector.id());
            assertThat(served.results.get(vector.id()))
                    .as(vector.id())
                    .returns(expected.verdict(), Result::verdict)
                    .satisfiesAnyOf(
                            result -> assertThat(inFootprint(result)).isEqualTo(inFootprint(expected)),
                            // values that a finding calls unsteady
                            result -> assertThat(known.standing(result)).isEqualTo(Standing.KNOWN));
        }
        assertThat(served.results).hasSameSizeAs(some);
    }

    /** Batches are not searched for stray writes behind each vector, as what is served is. */
    private static List<Difference> inFootprint(Result result) {
        return result.differences().stream().filter(one -> !one.stray()).toList();
    }

    private static Recorder everyVectorIsAccountedFor(
            Target target, List<Vector> vectors, Expectations known, boolean isKnown) {
        Recorder recorder = new Recorder();
        Run run = Run.of(target, vectors, known, recorder);
        assertThat(run.failure()).isEmpty();

        assertThat(recorder.results.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        vectors.stream().map(Vector::id).toList());
        assertThat(recorder.results.values()).allSatisfy(result -> {
            assertThat(result.reason()).doesNotContain("harness error", "garbled");
            if (result.verdict() == Verdict.HUNG) {
                assertThat(known.standing(result)).as(result.vector().id()).isEqualTo(Standing.KNOWN);
            }
        });
        // A legal guest that does nothing but exit is the least that an implementation must get right.
        assertThat(recorder.results.get("checks/64-bit-guest").verdict()).isEqualTo(Verdict.CONFORMING);
        assertThat(recorder.results.get("exits/cpuid-in-64-bit-mode").verdict()).isEqualTo(Verdict.CONFORMING);

        OutsideProgram.needVersion(target.name(), PublishedExpectations.subjects(), isKnown);
        assertThat(Summary.unexpected(run)).isEmpty();
        assertThat(run.standing(Standing.VANISHED))
                .as("known divergences that have vanished")
                .isEmpty();
        assertThat(run.exitCode()).isZero();
        confirmationsHold(target.name(), run.results());
        return recorder;
    }

    /** What the vectors say of this emulator is what it does. */
    private static void confirmationsHold(String targetName, List<Result> results) {
        assertThat(results)
                .as("run './pacifica vectors confirm', then './pacifica vectors generate'")
                .allSatisfy(
                        result -> assertThat(result.vector().confirmedBy().contains(Confirmations.release(targetName)))
                                .as(result.vector().id())
                                .isEqualTo(result.verdict() == Verdict.CONFORMING));
    }
}
