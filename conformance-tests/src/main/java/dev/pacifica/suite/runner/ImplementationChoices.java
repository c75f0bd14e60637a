package dev.pacifica.suite.runner;

import dev.pacifica.suite.runner.InferredChoice.Evidence;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a target made of the freedoms that the architecture leaves to an implementation. An implementation answers such a question
 * once, for good, so every vector that it passes narrows the answers down, and two vectors must not imply different ones. What may be answered
 * otherwise each time is not looked at.
 */
final class ImplementationChoices {
    private ImplementationChoices() {}

    /** What {@code results} say, by rule. Only conforming vectors tell anything: what diverges follows no answer. */
    static List<InferredChoice> of(List<Result> results) {
        Map<String, Set<String>> answers = new TreeMap<>();
        Map<String, List<Evidence>> evidence = new TreeMap<>();
        for (Result result : results) {
            choices(result.vector())
                    .forEach(choice -> answers.computeIfAbsent(choice.rule(), rule -> new TreeSet<>())
                            .add(choice.answer()));
            if (result.verdict() == Verdict.CONFORMING) {
                implied(result.nearest())
                        .forEach((rule, possible) -> evidence.computeIfAbsent(rule, key -> new ArrayList<>())
                                .add(new Evidence(result.vector().id(), List.copyOf(possible))));
            }
        }
        return evidence.entrySet().stream()
                .map(entry ->
                        new InferredChoice(entry.getKey(), List.copyOf(answers.get(entry.getKey())), entry.getValue()))
                .toList();
    }

    private static Stream<Choice> choices(Vector vector) {
        return vector.cases().stream().flatMap(one -> one.outcomes().stream()).flatMap(ImplementationChoices::choices);
    }

    private static Stream<Choice> choices(Outcome outcome) {
        return outcome.choices().stream().filter(choice -> !choice.isOccurrence());
    }

    /** The answers by rule that {@code outcomes} leave possible; a rule on which one of them does not depend is left open. */
    private static Map<String, Set<String>> implied(List<Outcome> outcomes) {
        Map<String, Set<String>> possible = new TreeMap<>();
        outcomes.forEach(outcome -> choices(outcome)
                .forEach(choice -> possible.computeIfAbsent(choice.rule(), rule -> new TreeSet<>())
                        .add(choice.answer())));
        possible.keySet()
                .removeIf(rule -> outcomes.stream()
                        .anyMatch(outcome -> choices(outcome)
                                .noneMatch(choice -> choice.rule().equals(rule))));
        return possible;
    }
}
