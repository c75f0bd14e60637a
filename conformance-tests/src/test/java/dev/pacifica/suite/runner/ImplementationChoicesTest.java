package dev.pacifica.suite.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.runner.InferredChoice.Evidence;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a run says of the freedoms that the architecture leaves to an implementation. */
class ImplementationChoicesTest {
    @Test
    void oneVectorDecidesTheQuestion() {
        List<InferredChoice> choices = ImplementationChoices.of(List.of(seen(free("a", 0, 1), 1)));
        assertThat(choices)
                .containsExactly(new InferredChoice(
                        "CHK-25", List.of("answer 0", "answer 1"), List.of(new Evidence("a", List.of("answer 1")))));
        assertThat(choices.get(0).possible()).containsExactly("answer 1");
        assertThat(choices.get(0).isContradictory()).isFalse();
        assertThat(choices.get(0).contradiction()).isEmpty();
    }

    @Test
    void vectorsNarrowTheAnswersDownTogether() {
        List<InferredChoice> choices = ImplementationChoices.of(
                List.of(seen(free("a", 0, 1, 0), 0), seen(free("b", 0, 0, 1), 0), seen(free("c", 0, 1, 2), 0)));
        assertThat(choices.get(0).evidence())
                .extracting(Evidence::answers)
                .containsExactly(List.of("answer 0", "answer 2"), List.of("answer 0", "answer 1"), List.of("answer 0"));
        assertThat(choices.get(0).possible()).containsExactly("answer 0");
    }

    @Test
    void vectorsThatImplyDifferentAnswersContradictEachOther() {
        List<InferredChoice> choices = ImplementationChoices.of(
                List.of(seen(free("a", 0, 0), 0), seen(free("b", 0, 1), 0), seen(free("c", 0, 1), 1)));
        assertThat(choices.get(0).isContradictory()).isTrue();
        assertThat(choices.get(0).contradiction())
                .containsExactly(new Evidence("b", List.of("answer 0")), new Evidence("c", List.of("answer 1")));
    }

    @Test
    void twoQuestionsOfOneRuleAreToldApart() {
        List<InferredChoice> choices = ImplementationChoices.of(
                List.of(seen(free("a", 0, 1), 0), seen(asks("b", 2, 0, 1), 1), seen(free("c", 0, 1), 0)));
        assertThat(choices)
                .containsExactly(
                        new InferredChoice(
                                "CHK-25",
                                List.of("answer 0", "answer 1"),
                                List.of(
                                        new Evidence("a", List.of("answer 0")),
                                        new Evidence("c", List.of("answer 0")))),
                        new InferredChoice(
                                "CHK-25",
                                List.of("answer 2", "answer 3"),
                                List.of(new Evidence("b", List.of("answer 3")))));
    }

    @Test
    void contradictionThatTakesMoreThanTwoVectorsIsSeen() {
        List<InferredChoice> choices = ImplementationChoices.of(
                List.of(seen(free("a", 0, 0, 1), 0), seen(free("b", 1, 0, 0), 0), seen(free("c", 0, 1, 0), 0)));
        assertThat(choices.get(0).isContradictory()).isTrue();
        assertThat(choices.get(0).contradiction()).hasSize(3);
    }

    @Test
    void whatMayBeAnsweredOtherwiseEachTimeIsNoChoiceOfTheImplementation() {
        Vector vector = free("a", 0, 1);
        List<Outcome> outcomes = List.of(
                outcome(0, List.of(new Choice("TLB-19", "stale", 1))),
                outcome(1, List.of(new Choice("TLB-19", "new", 1))));
        assertThat(ImplementationChoices.of(List.of(seen(with(vector, outcomes), 1))))
                .isEmpty();
    }

    @Test
    void divergingVectorTellsNothing() {
        assertThat(ImplementationChoices.of(List.of(seen(free("a", 0, 1), 7)))).isEmpty();
    }

    @Test
    void outcomeThatDoesNotDependOnARuleLeavesItOpen() {
        Vector vector = free("a", 0, 0);
        List<Outcome> outcomes = new ArrayList<>(vector.cases().get(0).outcomes());
        outcomes.set(1, outcome(0, List.of()));
        assertThat(ImplementationChoices.of(List.of(seen(with(vector, outcomes), 0))))
                .isEmpty();
    }

    @Test
    void summaryComplainsInOneLine() {
        List<Result> results = List.of(seen(free("a", 0, 1), 0), seen(free("b", 0, 1), 1));
        assertThat(Summary.lines(run(results), "repeat"))
                .contains("contradictory choices: CHK-25 by a (answer 0) and b (answer 1)");
        assertThat(Summary.lines(run(results.subList(0, 1)), "repeat")).noneMatch(line -> line.contains("choices"));
    }

    /** A vector whose outcome {@code i} leaves {@code values[i]} in rbx and follows from "answer i". */
    private static Vector free(String id, long... values) {
        return asks(id, 0, values);
    }

    private static Vector asks(String id, int firstAnswer, long... values) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            outcomes.add(outcome(values[i], List.of(new Choice("CHK-25", "answer " + (firstAnswer + i)))));
        }
        return with(SampleVector.of(id, "jmp END").build(), outcomes);
    }

    private static Outcome outcome(long value, List<Choice> choices) {
        SortedMap<Slot, Long> registers = new TreeMap<>(Map.of(Slot.RBX, value));
        return new Outcome(Ended.END, registers, List.of(), List.of(), choices, List.of());
    }

    private static Vector with(Vector bare, List<Outcome> outcomes) {
        return new Vector(
                bare.id(),
                bare.rules(),
                bare.title(),
                bare.why(),
                bare.level(),
                bare.requires(),
                bare.hostMode(),
                bare.program(),
                bare.gpr(),
                bare.state(),
                bare.vmcbs(),
                bare.memory(),
                bare.events(),
                bare.budget(),
                bare.footprint(),
                bare.claims(),
                List.of(new Case(List.of(), outcomes)),
                bare.confirmedBy());
    }

    /** What the judge says when rbx is {@code value} in the end. */
    private static Result seen(Vector vector, long value) {
        Case only = vector.cases().get(0);
        return Result.judge(
                vector,
                only,
                new Observation(Ended.END, States.permitted(vector, outcome(value, List.of())), List.of()));
    }

    private static Run run(List<Result> results) {
        Target target = new Target() {
            @Override
            public String name() {
                return "scripted";
            }

            @Override
            public void run(List<Vector> vectors, Listener listener) {
                results.forEach(listener::finished);
            }
        };
        List<Vector> vectors = results.stream().map(Result::vector).toList();
        return Run.of(target, vectors, Expectations.none(), new Target.Listener() {
            @Override
            public void started(Vector vector) {}

            @Override
            public void finished(Result result) {}
        });
    }
}
