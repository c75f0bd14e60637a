package dev.pacifica.suite.runner;

import dev.pacifica.suite.runner.InferredChoice.Evidence;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Outcome;
import java.util.ArrayList;
import java.util.Collections;
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

    /**
     * What {@code results} say, by rule; a rule that asks two questions has an entry for each. Only conforming vectors tell
     * anything: what diverges follows no answer.
     */
    static List<InferredChoice> of(List<Result> results) {
        Map<String, List<Evidence>> evidence = evidence(results);
        List<InferredChoice> choices = new ArrayList<>();
        questions(results)
                .forEach((rule, questions) -> questions.forEach(answers -> {
                    List<Evidence> about = evidence.getOrDefault(rule, List.of()).stream()
                            .filter(one -> !Collections.disjoint(one.answers(), answers))
                            .toList();
                    if (!about.isEmpty()) {
                        choices.add(new InferredChoice(rule, List.copyOf(answers), about));
                    }
                }));
        return choices;
    }

    /** The questions by rule, each as its answers: those between which some vector tells belong to one question. */
    private static Map<String, List<Set<String>>> questions(List<Result> results) {
        Map<String, List<Set<String>>> questions = new TreeMap<>();
        for (Result result : results) {
            Map<String, Set<String>> asked = new TreeMap<>();
            choices(result.vector())
                    .forEach(choice -> asked.computeIfAbsent(choice.rule(), rule -> new TreeSet<>())
                            .add(choice.answer()));
            asked.forEach((rule, answers) -> join(questions.computeIfAbsent(rule, key -> new ArrayList<>()), answers));
        }
        return questions;
    }

    private static void join(List<Set<String>> questions, Set<String> answers) {
        Set<String> joined = new TreeSet<>(answers);
        int place = questions.size();
        for (int i = questions.size() - 1; i >= 0; i--) {
            if (!Collections.disjoint(questions.get(i), answers)) {
                joined.addAll(questions.remove(i));
                place = i;
            }
        }
        questions.add(Math.min(place, questions.size()), joined);
    }

    /** What each conforming vector leaves possible, by rule. */
    private static Map<String, List<Evidence>> evidence(List<Result> results) {
        Map<String, List<Evidence>> evidence = new TreeMap<>();
        for (Result result : results) {
            if (result.verdict() == Verdict.CONFORMING) {
                implied(result.nearest())
                        .forEach((rule, possible) -> evidence.computeIfAbsent(rule, key -> new ArrayList<>())
                                .add(new Evidence(result.vector().id(), List.copyOf(possible))));
            }
        }
        return evidence;
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
