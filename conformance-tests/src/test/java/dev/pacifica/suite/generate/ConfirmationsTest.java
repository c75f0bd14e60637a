package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorFormatException;
import dev.pacifica.suite.vector.VectorReader;
import dev.pacifica.suite.vector.VectorWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A confirmation is of a vector as it was when an implementation conformed to it. */
class ConfirmationsTest {
    private static final Vector VECTOR = GoldenVectors.published().stream()
            .filter(vector -> vector.id().equals("checks/asid-0"))
            .findFirst()
            .orElseThrow();

    @Test
    void onlyConformingResultsConfirmAndThePatchLevelDoesNotCount() {
        assertThat(confirmedBy("qemu 7.2.22", Verdict.CONFORMING).by(VECTOR)).containsExactly("qemu 7.2");
        for (Verdict verdict : List.of(Verdict.DIVERGING, Verdict.CRASHED, Verdict.HUNG, Verdict.NOT_APPLICABLE)) {
            assertThat(confirmedBy("qemu 7.2.22", verdict).by(VECTOR))
                    .as(verdict.name())
                    .isEmpty();
        }
    }

    @Test
    void eachRunReplacesWhatWasKnownOfItsReleaseOnly() {
        Confirmations both =
                confirmedBy("qemu 7.2.22", Verdict.CONFORMING).with("bochs 2.7", results(Verdict.CONFORMING));
        assertThat(both.by(VECTOR)).containsExactly("bochs 2.7", "qemu 7.2");
        assertThat(both.with("qemu 7.2.1", results(Verdict.DIVERGING)).by(VECTOR))
                .containsExactly("bochs 2.7");
    }

    @Test
    void readsWhatItWrites() {
        Confirmations confirmations = confirmedBy("qemu 7.2.22", Verdict.CONFORMING);
        assertThat(Confirmations.read(confirmations.write()).write()).isEqualTo(confirmations.write());
        assertThat(Confirmations.read(confirmations.write()).by(VECTOR)).containsExactly("qemu 7.2");
    }

    @Test
    void vectorWhoseInputOrOutcomeHasChangedLosesItsConfirmation() {
        Confirmations confirmations = confirmedBy("qemu 7.2.22", Verdict.CONFORMING);
        Vector otherInput = changed("\"GUEST_ASID\":\"0x0\"", "\"GUEST_ASID\":\"0x2\"");
        Vector otherOutcome = changed("\"EXITCODE\":\"0xffffffffffffffff\"", "\"EXITCODE\":\"0xfffffffffffffffe\"");
        assertThat(confirmations.by(otherInput)).isEmpty();
        assertThat(confirmations.by(otherOutcome)).isEmpty();
        assertThat(confirmations.applied(otherInput).confirmedBy()).isEmpty();
        assertThat(confirmations.of(List.of(otherInput)).size()).isZero();
        assertThat(confirmations.of(List.of()).size()).isZero();
    }

    @Test
    void commentaryDoesNotCount() {
        Confirmations confirmations = confirmedBy("qemu 7.2.22", Verdict.CONFORMING);
        Vector reworded =
                changed("\"title\":\"", "\"title\":\"in other words: ").confirmedBy(List.of("bochs 2.7"));
        assertThat(reworded.title()).startsWith("in other words");
        assertThat(confirmations.applied(reworded).confirmedBy()).containsExactly("qemu 7.2");
        assertThat(confirmations.of(List.of(reworded)).size()).isEqualTo(1);
    }

    @Test
    void malformedFileIsNamed() {
        assertThatThrownBy(() -> Confirmations.read("{\"vectors\": {\"checks/asid-0\": {\"by\": []}}}"))
                .isInstanceOf(VectorFormatException.class)
                .hasMessageContaining("confirmations.json")
                .hasMessageContaining("hash");
    }

    private static Confirmations confirmedBy(String target, Verdict verdict) {
        return Confirmations.none().with(target, results(verdict));
    }

    private static List<Result> results(Verdict verdict) {
        return List.of(new Result(VECTOR, verdict, "", List.of()));
    }

    private static Vector changed(String text, String replacement) {
        String json = VectorWriter.write("checks", List.of(VECTOR));
        assertThat(json).contains(text);
        return VectorReader.read("changed.json", json.replace(text, replacement).getBytes(StandardCharsets.UTF_8))
                .get(0);
    }
}
