package dev.pacifica.suite.runner;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run says about one freedom that the architecture leaves to the implementation: which answers the target may have taken.
 *
 * @param rule the rule that leaves the freedom
 * @param answers all answers that the vectors of the run know, sorted
 * @param evidence what each vector by itself leaves possible, in the order of the vectors; never empty
 */
public record InferredChoice(String rule, List<String> answers, List<Evidence> evidence) {
    /**
     * What one vector leaves possible.
     *
     * @param vector its ID
     * @param answers the answers that led to what was seen, sorted
     */
    public record Evidence(String vector, List<String> answers) {}

    /** The answers that every vector leaves possible, sorted: one if the run decides the question. */
    public List<String> possible() {
        Set<String> left = new TreeSet<>(answers);
        evidence.forEach(one -> left.retainAll(one.answers()));
        return List.copyOf(left);
    }

    /** Whether no answer explains all vectors: the target took one here and another one there. */
    public boolean isContradictory() {
        return possible().isEmpty();
    }

    /** The fewest vectors, in their order, that show a contradiction by themselves; empty if there is none. */
    public List<Evidence> contradiction() {
        for (int first = 0; first < evidence.size(); first++) {
            for (int second = 0; second < first; second++) {
                List<Evidence> pair = List.of(evidence.get(second), evidence.get(first));
                if (new InferredChoice(rule, answers, pair).isContradictory()) {
                    return pair;
                }
            }
        }
        return isContradictory() ? evidence : List.of();
    }
}
