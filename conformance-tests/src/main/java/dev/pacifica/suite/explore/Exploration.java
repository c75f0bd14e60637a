package dev.pacifica.suite.explore;

import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Choices.Pick;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.suite.vector.Vector.Choice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Every way through the freedoms that come up in a run: all answers to each question, and each time anew to those that may be answered
 * otherwise each time. Each way is gone once, the fewest departures from the recommended answers first.
 */
public final class Exploration {
    private Exploration() {}

    /**
     * Goes all ways.
     *
     * @param run runs from the start with these choices, and comes to the same questions in the same order as long as the answers are the
     *     same
     * @param found is told what each way led to, and its answers in the order of the questions
     */
    public static <T> void of(Function<Choices, T> run, BiConsumer<T, List<Choice>> found) {
        Deque<List<Integer>> open = new ArrayDeque<>();
        open.add(List.of());
        while (!open.isEmpty()) {
            List<Integer> prefix = open.remove();
            Choices choices = Choices.exploring(prefix);
            T result = run.apply(choices);
            List<Pick> picks = choices.picks();
            found.accept(result, answers(picks));
            for (int i = prefix.size(); i < picks.size(); i++) {
                for (int other = 0; other < picks.get(i).alternatives().size(); other++) {
                    if (other != picks.get(i).chosen()) {
                        List<Integer> more = new ArrayList<>();
                        picks.subList(0, i).forEach(pick -> more.add(pick.chosen()));
                        more.add(other);
                        open.add(more);
                    }
                }
            }
        }
    }

    private static List<Choice> answers(List<Pick> picks) {
        Map<Rule, Integer> times = new EnumMap<>(Rule.class);
        List<Choice> answers = new ArrayList<>();
        for (Pick pick : picks) {
            int time = pick.scope() == Scope.OCCURRENCE ? times.merge(pick.rule(), 1, Integer::sum) : 0;
            answers.add(new Choice(pick.rule().id(), pick.alternatives().get(pick.chosen()), time));
        }
        return answers;
    }
}
