package dev.pacifica.suite.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.explain.Samples;
import dev.pacifica.suite.explain.Wrap;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.target.ModelTarget;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.VmcbField;
import dev.pacifica.suite.vector.VmcbLayout;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The trace of a vector: readable, and true to what the model does without it. */
class VectorTraceTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(strings = {"asid-0", "ud-not-intercepted", "vmrun-at-cpl-3", "pae-guest", "tlb-control-reserved"})
    void traceReadsAsApproved(String name) {
        assertThat(trace("sample/" + name).text(true)).containsExactlyElementsOf(Samples.approved(name + ".trace.txt"));
    }

    @Test
    void jsonReadsAsApproved() {
        assertThat(trace("sample/asid-0").json(true)).containsExactlyElementsOf(Samples.approved("asid-0.trace.json"));
    }

    @Test
    void rulesAreShownOnDemandOnly() {
        assertThat(trace("sample/asid-0").text(false)).noneMatch(line -> line.contains("rules:"));
        assertThat(trace("sample/asid-0").json(false)).noneMatch(line -> line.contains("\"rules\""));
    }

    static Stream<Vector> published() {
        return GoldenVectors.published().stream();
    }

    @ParameterizedTest
    @MethodSource("published")
    void everyTraceEndsAsTheModelDoesAndAsAnOutcomePermits(Vector vector) {
        Observation seen = ModelTarget.observe("full", vector);
        VectorTrace trace = VectorTrace.of(vector, "full");
        String how = seen.ended().name().toLowerCase(Locale.ROOT);
        List<String> text = trace.text(true);
        assertThat(text)
                .allSatisfy(line ->
                        assertThat(line).hasSizeLessThanOrEqualTo(Wrap.WIDTH).matches("[ -~]*"));
        assertThat(text)
                .as("the end, behind which a dump may follow")
                .anyMatch(line -> line.startsWith("ended: " + how + " at "));
        List<JsonNode> json = trace.json(true).stream().map(JSON::readTree).toList();
        JsonNode last = json.get(json.size() - 1);
        assertThat(last.get("ended").stringValue()).isEqualTo(how);
        assertThat(json.size() - 2 - last.get("steps").intValue())
                .as("steps shown that do not count: only the attempt that ends in shutdown")
                .isBetween(0, seen.ended() == Ended.SHUTDOWN ? 1 : 0);
        assertThat(vector.cases().stream().flatMap(one -> one.outcomes().stream()))
                .anyMatch(outcome -> outcome.ended() == seen.ended());
    }

    /** What the steps changed adds up to what is seen afterwards: nothing is lost between them. */
    @ParameterizedTest
    @MethodSource("published")
    void changesOfAllStepsAddUpToTheObservation(Vector vector) {
        Observation seen = ModelTarget.observe("full", vector);
        VectorState sum = States.initial(vector);
        for (String line : VectorTrace.of(vector, "full").json(false)) {
            JsonNode step = JSON.readTree(line);
            for (JsonNode change : step.path("registers").values()) {
                Slot slot = Slot.named(change.get("name").stringValue());
                if (slot != null) {
                    assertThat(sum.slot(slot)).isEqualTo(number(change, "before"));
                    sum.setSlot(slot, number(change, "after"));
                }
            }
            for (JsonNode change : step.path("memory").values()) {
                long at = number(change, "at");
                if (sum.covers(at)) {
                    store(sum, change);
                }
            }
        }
        sum.setSlot(Slot.ENDED, seen.state().slot(Slot.ENDED));
        if (States.endedCode(seen.ended()) < 0) {
            return; // nothing reports what memory holds behind a shutdown or a halt
        }
        boolean isRecorded = seen.ended() == Ended.END;
        seen.state().pages().forEach((page, content) -> {
            if (isRecorded || page != Fixture.RECORD) {
                assertThat(sum.pages().get(page)).isEqualTo(content);
            }
        });
    }

    private static void store(VectorState sum, JsonNode change) {
        long at = number(change, "at");
        if (change.has("field")) {
            VmcbField field = VmcbLayout.published().named(change.get("field").stringValue());
            sum.merge((at & -4096) + field.qword(), field.mask(), number(change, "after") << field.shift());
            return;
        }
        int bits = 8 * change.get("size").intValue();
        int shift = (int) (at & 7) * 8;
        sum.merge(at & -8, (-1L >>> 64 - bits) << shift, number(change, "after") << shift);
    }

    @Test
    void twoTracesAreEqual() {
        assertThat(trace("sample/ud-not-intercepted").json(true))
                .isEqualTo(trace("sample/ud-not-intercepted").json(true));
    }

    @Test
    void profileThatCannotMeetTheVectorIsNamed() {
        Vector needsNrips = GoldenVectors.published().stream()
                .filter(vector -> vector.id().equals("exceptions/bp-next-rip"))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> VectorTrace.of(needsNrips, "opteron-f"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("profile opteron-f cannot meet what exceptions/bp-next-rip requires");
    }

    private static VectorTrace trace(String id) {
        return VectorTrace.of(Samples.vector(id), "full");
    }

    private static long number(JsonNode node, String name) {
        return Long.parseUnsignedLong(node.get(name).stringValue().substring(2), 16);
    }
}
