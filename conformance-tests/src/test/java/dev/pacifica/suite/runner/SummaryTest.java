package dev.pacifica.suite.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.expectation.ExpectationReader;
import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a run says of known, new and vanished divergences. */
class SummaryTest {
    private static final List<Vector> VECTORS = GoldenVectors.published();
    private static final Difference SHORT_CODE =
            new Difference("vmcb@0x1002000.EXITCODE", "0xffffffffffffffff", "0xffffffff");
    private static final String KNOWN = """
            {"vector":"%s","verdict":"diverging","findings":["%s"],"differs":["vmcb@0x1002000.EXITCODE: permitted 0xffffffffffffffff, seen 0xffffffff"]}""";
    private static final String FINDING = """
            {"id":"%s","title":"Short codes","rules":["CODE-02"],"does":"It writes 32 bits.","demands":"Write 64.","smallest":"%s","signatures":[{"subject":"vmcb@*.EXITCODE"}]}""";

    @Test
    void knownDivergencesAreCountedApartAndGroupedByFinding() {
        Run run = run(Map.of("checks/asid-0", List.of(SHORT_CODE), "checks/cr0-bit-32", List.of(SHORT_CODE)));
        assertThat(run.exitCode()).isZero();
        assertThat(Summary.unexpected(run)).isEmpty();
        assertThat(Summary.known(run)).containsExactly("known TOY-01 (2, such as checks/asid-0): Short codes");
        assertThat(Summary.lines(run, "repeat"))
                .contains("  conforming        %5d".formatted(VECTORS.size() - 2))
                .contains("  known divergences     2 by 1 finding")
                .contains("  diverging             0")
                .hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void knownVectorThatDivergesOtherwiseIsUnexpectedAndSaysWhatIsNew() {
        Run run = run(Map.of(
                "checks/asid-0",
                List.of(SHORT_CODE, new Difference("rbx", "0x5a", "0x5b")),
                "checks/cr0-bit-32",
                List.of(SHORT_CODE)));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(Summary.unexpected(run))
                .containsExactly(
                        "diverging checks/asid-0 (CHK-16, CHK-40): not as TOY-01 has it: new: rbx: permitted 0x5a, seen 0x5b");
        assertThat(Summary.known(run)).containsExactly("known TOY-01 (checks/cr0-bit-32): Short codes");
        assertThat(Summary.lines(run, "repeat"))
                .contains("  known divergences     1 by 1 finding")
                .contains("  diverging             1")
                .contains("repeat checks/asid-0".replace("repeat", "repeat one with: repeat"));
    }

    @Test
    void vanishedDivergenceIsReportedAndNoFailure() {
        Run run = run(Map.of("checks/asid-0", List.of(SHORT_CODE)));
        assertThat(run.exitCode()).isZero();
        assertThat(Summary.known(run))
                .contains(
                        "vanished checks/cr0-bit-32: conforming, although TOY-01 is known; take it out of the expectations");
        assertThat(Summary.lines(run, "repeat")).contains("known divergences that have vanished: 1; see above");
    }

    @Test
    void knownVectorThatWasNotRunHasNotVanished() {
        List<Vector> some = VECTORS.stream()
                .filter(vector -> vector.id().equals("checks/asid-0"))
                .toList();
        Run run = run(some, Map.of("checks/asid-0", List.of(SHORT_CODE)), file("TOY-01"));
        assertThat(Summary.known(run)).containsExactly("known TOY-01 (checks/asid-0): Short codes");
        assertThat(Summary.lines(run, "repeat")).noneMatch(line -> line.contains("vanished"));
    }

    @Test
    void findingsTakeAtMostTenLines() {
        List<String> ids =
                IntStream.rangeClosed(1, 12).mapToObj("TOY-%02d"::formatted).toList();
        List<String> vectors = VECTORS.stream()
                .map(Vector::id)
                .filter(id -> id.startsWith("checks/cr"))
                .limit(12)
                .toList();
        String file = file(
                IntStream.range(0, 12)
                        .mapToObj(i -> FINDING.formatted(ids.get(i), vectors.get(i)))
                        .toList(),
                IntStream.range(0, 12)
                        .mapToObj(i -> KNOWN.formatted(vectors.get(i), ids.get(i)))
                        .toList());
        Map<String, List<Difference>> seen = new HashMap<>();
        vectors.forEach(vector -> seen.put(vector, List.of(SHORT_CODE)));
        List<String> lines = Summary.known(run(VECTORS, seen, file));
        assertThat(vectors).hasSize(12);
        assertThat(lines).hasSize(10);
        assertThat(lines.get(9)).isEqualTo("… and 3 more findings; './pacifica findings' shows all");
    }

    private static Run run(Map<String, List<Difference>> diverging) {
        return run(VECTORS, diverging, file("TOY-01"));
    }

    private static Run run(List<Vector> vectors, Map<String, List<Difference>> diverging, String expectations) {
        Target target = new Target() {
            @Override
            public String name() {
                return "toy 7.2";
            }

            @Override
            public void run(List<Vector> vectors, Listener listener) {
                for (Vector vector : vectors) {
                    List<Difference> differences = diverging.getOrDefault(vector.id(), List.of());
                    listener.finished(
                            differences.isEmpty()
                                    ? new Result(vector, Verdict.CONFORMING, "", List.of())
                                    : new Result(
                                            vector,
                                            Verdict.DIVERGING,
                                            differences.get(0).toString(),
                                            differences));
                }
            }
        };
        Expectations known = Expectations.of(
                ExpectationReader.read("toy.json", expectations.getBytes(StandardCharsets.UTF_8), VECTORS));
        return Run.of(target, vectors, known, new Target.Listener() {
            @Override
            public void started(Vector vector) {}

            @Override
            public void finished(Result result) {}
        });
    }

    private static String file(String finding) {
        return file(
                List.of(FINDING.formatted(finding, "checks/asid-0")),
                List.of(KNOWN.formatted("checks/asid-0", finding), KNOWN.formatted("checks/cr0-bit-32", finding)));
    }

    private static String file(List<String> findings, List<String> known) {
        return "{\"format\":1,\"target\":\"toy\",\"versions\":[],\"findings\":[\n%s],\"known\":[\n%s]}"
                .formatted(String.join(",\n", findings), String.join(",\n", known));
    }
}
