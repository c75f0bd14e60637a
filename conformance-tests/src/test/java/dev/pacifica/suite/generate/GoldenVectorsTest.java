package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pacifica.suite.target.ModelTarget;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.PublishedFiles;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every golden vector on the reference model, named by its ID; and the published files against their drafts. */
class GoldenVectorsTest {
    @TestFactory
    Stream<DynamicTest> modelConforms() {
        return GoldenVectors.published().stream()
                .map(vector -> DynamicTest.dynamicTest(vector.id(), () -> conforms(vector)));
    }

    /** Outcomes come from the model and could bless its mistakes; claims come from the rules. */
    @TestFactory
    Stream<DynamicTest> modelMeetsTheClaims() {
        return GoldenVectors.published().stream()
                .map(vector -> DynamicTest.dynamicTest(vector.id(), () -> meetsClaims(vector)));
    }

    @Test
    void publishedFilesAreWhatTheDraftsGive() throws IOException {
        for (var file : Catalogue.files().entrySet()) {
            try (InputStream in = getClass().getResourceAsStream("/dev/pacifica/vectors/" + file.getKey())) {
                assertThat(in)
                        .as(file.getKey() + " is missing; run './pacifica vectors generate'")
                        .isNotNull();
                String published = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(published.lines().toList())
                        .as(file.getKey() + " is stale; run './pacifica vectors generate', and read what changed")
                        .isEqualTo(file.getValue().lines().toList());
            }
        }
    }

    @Test
    void manifestIsWhatTheFilesGive() {
        Map<String, byte[]> published = PublishedFiles.all();
        assertThat(new String(published.get("MANIFEST.json"), StandardCharsets.UTF_8)
                        .lines()
                        .toList())
                .as("MANIFEST.json is stale; run './pacifica vectors generate'")
                .isEqualTo(
                        Catalogue.manifest(published, Catalogue.files()).lines().toList());
    }

    @Test
    void everyVectorHasAClaimAndSaysWhatItIsFor() {
        for (Vector vector : GoldenVectors.published()) {
            assertThat(vector.claims()).as(vector.id()).isNotEmpty();
            assertThat(vector.title()).as(vector.id()).isNotBlank();
            assertThat(vector.why()).as(vector.id()).isNotBlank();
        }
    }

    /** A rule is cited because a claim of the vector is written from it, and for no other reason. */
    @Test
    void everyCitedRuleHasAClaimAndEveryClaimItsRule() {
        for (Vector vector : GoldenVectors.published()) {
            List<String> claimed = vector.claims().stream()
                    .map(Claim::rule)
                    .distinct()
                    .sorted()
                    .toList();
            assertThat(vector.rules())
                    .as(vector.id() + ": rules cited, and rules of its claims")
                    .isEqualTo(claimed);
        }
    }

    private static void conforms(Vector vector) {
        List<Result> results = new ArrayList<>();
        new ModelTarget("full").run(List.of(vector), new Target.Listener() {
            @Override
            public void started(Vector started) {}

            @Override
            public void finished(Result result) {
                results.add(result);
            }
        });
        Result result = results.get(0);
        if (result.verdict() != Verdict.CONFORMING) {
            fail("rules %s, vector %s: %s %s\n%s"
                    .formatted(vector.rules(), vector.id(), result.verdict(), result.reason(), result.differences()));
        }
    }

    private static void meetsClaims(Vector vector) {
        Observation seen = ModelTarget.observe("full", vector);
        for (Claim claim : Judge.contradicted(vector, seen)) {
            fail("rule %s, vector %s, %s: claimed 0x%x under mask 0x%x, the model shows 0x%x"
                    .formatted(
                            claim.rule(),
                            vector.id(),
                            claim.subject(),
                            claim.value(),
                            claim.mask(),
                            Judge.value(claim.subject(), seen)));
        }
    }
}
