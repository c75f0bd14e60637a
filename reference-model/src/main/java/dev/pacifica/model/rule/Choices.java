package dev.pacifica.model.rule;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The places where the architecture leaves a behaviour free. Each question is answered with alternative 0 unless another
 * answer has been forced; every answer given is recorded, so that an explorer can run again with other ones.
 */
public final class Choices {

    /**
     * One question that came up during a run.
     *
     * @param rule the rule that leaves the behaviour free
     * @param scope how long the answer holds
     * @param alternatives the names of the permitted behaviours
     * @param chosen index into {@code alternatives}
     */
    public record Pick(Rule rule, Scope scope, List<String> alternatives, int chosen) {}

    private final Map<Rule, Integer> forced = new EnumMap<>(Rule.class);
    private final Map<Rule, Integer> occurrences = new EnumMap<>(Rule.class);
    private final Map<Rule, List<Integer>> script = new EnumMap<>(Rule.class);
    private final List<Pick> picks = new ArrayList<>();
    /** The answers to the first questions, in the order in which they come up. */
    private final List<Integer> prefix;

    private final boolean exploring;

    /** Choices that all take alternative 0. */
    public Choices() {
        this(List.of(), false);
    }

    private Choices(List<Integer> prefix, boolean exploring) {
        this.prefix = List.copyOf(prefix);
        this.exploring = exploring;
    }

    /**
     * Choices for an explorer: every freedom is asked for, also those that a processor uses too often to be asked each time, such as which
     * translations it still remembers.
     *
     * @param answers to the first questions that come up; later ones take alternative 0
     */
    public static Choices exploring(List<Integer> answers) {
        return new Choices(answers, true);
    }

    /** Whether to ask also where asking costs time at every step. */
    public boolean isExploring() {
        return exploring;
    }

    /** Choices with some answers forced: for each rule the index of the alternative to take. */
    public Choices(Map<Rule, Integer> forced) {
        this();
        force(forced);
    }

    /** Replaces all forced answers by these, and forgets what was picked so far. */
    public void force(Map<Rule, Integer> answers) {
        forced.clear();
        script.clear();
        forced.putAll(answers);
        restart();
    }

    /**
     * Forces the answers to the successive occurrences of one question; later occurrences, and questions not forced,
     * take alternative 0.
     */
    public void forceOccurrences(Rule rule, List<Integer> answers) {
        script.put(rule, List.copyOf(answers));
    }

    /** Forgets what was picked so far; forced answers stay. */
    public void restart() {
        picks.clear();
        occurrences.clear();
    }

    /**
     * Which of the alternatives to take.
     *
     * @return an index into {@code alternatives}
     * @throws IllegalStateException if the answer forced for this rule is no index of {@code alternatives}
     */
    public int pick(Rule rule, Scope scope, String... alternatives) {
        boolean isNew = scope == Scope.OCCURRENCE || !alreadyPicked(rule);
        int chosen = isNew && picks.size() < prefix.size() ? prefix.get(picks.size()) : answer(rule, scope);
        if (chosen < 0 || chosen >= alternatives.length) {
            throw new IllegalStateException("The forced answer " + chosen + " to " + rule + " is none of its "
                    + alternatives.length + " alternatives " + List.of(alternatives) + ".");
        }
        if (isNew) {
            picks.add(new Pick(rule, scope, List.of(alternatives), chosen));
        }
        return chosen;
    }

    private int answer(Rule rule, Scope scope) {
        if (scope == Scope.OCCURRENCE) {
            int occurrence = occurrences.merge(rule, 1, Integer::sum) - 1;
            List<Integer> answers = script.get(rule);
            if (answers != null && occurrence < answers.size()) {
                return answers.get(occurrence);
            }
            return forced.getOrDefault(rule, 0);
        }
        for (Pick pick : picks) {
            if (pick.rule() == rule) {
                return pick.chosen();
            }
        }
        return forced.getOrDefault(rule, 0);
    }

    private boolean alreadyPicked(Rule rule) {
        for (Pick pick : picks) {
            if (pick.rule() == rule) {
                return true;
            }
        }
        return false;
    }

    /** The questions that came up, in order; one of scope implementation is listed once. */
    public List<Pick> picks() {
        return List.copyOf(picks);
    }
}
