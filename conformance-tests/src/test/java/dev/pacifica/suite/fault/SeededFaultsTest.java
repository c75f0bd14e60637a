package dev.pacifica.suite.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every fault of the library is caught, by claims alone: outcomes come from the model and prove nothing here. */
class SeededFaultsTest {
    private static final ModelSources SOURCES = ModelSources.ofThisBuild();
    private static final ModelCompiler COMPILER = new ModelCompiler();
    private static final Map<String, byte[]> LOOPS_END =
            COMPILER.compile(SOURCES.endlessLoopsEnd(), SOURCES.with(SOURCES.endlessLoopsEnd()));
    private static final List<Trial> TRIALS = new ArrayList<>();

    @TestFactory
    Stream<DynamicTest> claimsCatchIt() {
        return FaultLibrary.all().stream()
                .map(fault -> DynamicTest.dynamicTest(fault.id(), () -> isCaughtByClaims(fault)));
    }

    /** What an edit without effect shows is what the vectors would show of a fault that they miss. */
    @Test
    void anEditThatChangesNothingSurvives() {
        Trial trial = trial(
                FaultLibraryTest.fault(
                        "identity", "svm/WorldSwitch.java", "cpu.cr2 = loaded.cr2;", "cpu.cr2 = +loaded.cr2;"),
                like("vmrun/"));
        assertThat(trial.isCaught()).isFalse();
        assertThat(trial.byOutcome()).isEmpty();
        assertThat(trial.vectors()).isEqualTo(like("vmrun/").size()).isGreaterThan(20);
        assertThat(TrialTable.lines(List.of(trial)))
                .anySatisfy(line -> assertThat(line).startsWith("identity").contains("SURVIVED", "survived"))
                .endsWith("1 faults, 0 caught by claims, 0 by outcomes");
    }

    /** A page fault in the delivery of a page fault that is delivered serially has no end, and no step either. */
    @Test
    void anEndlessLoopWithinAStepEnds() {
        Trial trial = trial(
                FaultLibraryTest.fault(
                        "endless",
                        "event/Combination.java",
                        "case PAGE_FAULT -> isSerious",
                        "case PAGE_FAULT -> isContributory"),
                like("double-faults/pf-then-pf"));
        assertThat(trial.stopped()).hasValueSatisfying(what -> assertThat(what).contains("without end"));
        assertThat(trial.isCaught()).isTrue();
        assertThat(TrialTable.lines(List.of(trial)).get(1)).contains("[the model stopped in double-faults/");
    }

    private static List<Vector> like(String start) {
        return GoldenVectors.published().stream()
                .filter(vector -> vector.id().startsWith(start))
                .toList();
    }

    @AfterAll
    static void table() throws IOException {
        List<String> lines = TrialTable.lines(TRIALS);
        Path folder = Files.createDirectories(ModelSources.moduleFolder().resolve("target"));
        Files.write(folder.resolve("seeded-faults.txt"), lines);
        lines.forEach(System.out::println);
    }

    static Trial trial(SeededFault fault, List<Vector> vectors) {
        Map<String, byte[]> classes = new HashMap<>(LOOPS_END);
        classes.putAll(COMPILER.compile(fault, SOURCES.with(fault)));
        return Trial.of(fault, ModelLoader.load(classes), vectors);
    }

    private static void isCaughtByClaims(SeededFault fault) {
        Trial trial = trial(fault, GoldenVectors.published());
        TRIALS.add(trial);
        if (!trial.isCaught()) {
            fail(
                    "%s: no claim of %d vectors contradicts a model in which %s (%s, %s): '%s' replaced by '%s'; %s. Write claims from %s"
                            .formatted(
                                    fault.where(),
                                    trial.vectors(),
                                    fault.title(),
                                    fault.kind().words(),
                                    fault.file(),
                                    fault.text(),
                                    fault.replacement(),
                                    trial.byOutcome()
                                            .map(id -> "outcomes do, first in " + id)
                                            .orElse("nor does any outcome"),
                                    fault.rule()));
        }
    }
}
