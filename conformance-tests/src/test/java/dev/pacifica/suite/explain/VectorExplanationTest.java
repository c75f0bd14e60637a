package dev.pacifica.suite.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Explanations: complete, for every vector, and fit for a terminal. */
class VectorExplanationTest {
    @ParameterizedTest
    @ValueSource(strings = {"asid-0", "ud-not-intercepted", "vmrun-at-cpl-3"})
    void explanationReadsAsApproved(String name) {
        assertThat(VectorExplanation.lines(Samples.vector("sample/" + name)))
                .containsExactlyElementsOf(Samples.approved(name + ".explain.txt"));
    }

    static Stream<Vector> published() {
        return GoldenVectors.published().stream();
    }

    @ParameterizedTest
    @MethodSource("published")
    void everyVectorIsExplainedWithItsClaimsInAsciiOf120Columns(Vector vector) {
        List<String> lines = VectorExplanation.lines(vector);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line)
                        .hasSizeLessThanOrEqualTo(Wrap.WIDTH)
                        .matches("[ -~]*")
                        .doesNotMatch(".*\\s"));
        String text = String.join("\n", lines);
        for (Vector.Claim claim : vector.claims()) {
            assertThat(text).contains("\n  %-10s%s = ".formatted(claim.rule(), claim.subject()));
        }
        assertThat(text).contains("\nPermitted").contains("\nRules that decide on the reference model");
        assertThat(text).as("the rules that decided").containsPattern("\n  [A-Z]+ .*(applied|did not apply) ");
    }

    @Test
    void statementsOfRulesAreShownWhereTheyAreKnown() {
        assertThat(VectorExplanation.lines(
                        Samples.vector("sample/asid-0"),
                        rule -> rule.equals("CHK-16") ? Optional.of("ASID 0 belongs to the host") : Optional.empty()))
                .contains("    CHK-16      ASID 0 belongs to the host");
    }

    @Test
    void unknownVectorNamesThoseThatMayHaveBeenMeant() {
        List<Vector> vectors = GoldenVectors.of(List.of(Samples.file()));
        assertThatThrownBy(() -> VectorLookup.named("sample/asid-1", vectors))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no vector is called 'sample/asid-1'; did you mean 'sample/asid-0'?");
        assertThatThrownBy(() -> VectorLookup.named("somewhere/pae", vectors))
                .hasMessageContaining("did you mean one of sample/pae-guest?");
    }
}
