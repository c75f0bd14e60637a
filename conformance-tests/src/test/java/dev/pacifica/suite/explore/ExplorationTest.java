package dev.pacifica.suite.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ExplorationTest {
    private static Vector golden(String id) {
        return GoldenVectors.published().stream()
                .filter(vector -> vector.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> results(Function<Choices, String> run) {
        List<String> results = new ArrayList<>();
        Exploration.of(run, (result, answers) -> results.add(result));
        return results;
    }

    private static int once(Choices choices) {
        return choices.pick(Rule.PG_52, Scope.IMPLEMENTATION, "a", "b");
    }

    private static int eachTime(Choices choices) {
        return choices.pick(Rule.TLB_19, Scope.OCCURRENCE, "c", "d");
    }

    @Test
    void aRunWithoutFreedomHasOneWay() {
        assertThat(results(choices -> "only")).containsExactly("only");
    }

    @Test
    void whatIsAnsweredOnceForGoodIsTheSameEachTime() {
        assertThat(results(choices -> "" + once(choices) + once(choices))).containsExactly("00", "11");
    }

    @Test
    void whatMayBeAnsweredAnewIsEachTime() {
        assertThat(results(choices -> "" + eachTime(choices) + eachTime(choices)))
                .containsExactlyInAnyOrder("00", "01", "10", "11");
    }

    @Test
    void questionsThatOnlyOneAnswerLeadsToAreAskedThere() {
        assertThat(results(choices -> once(choices) == 0 ? "end" : "on" + eachTime(choices)))
                .containsExactlyInAnyOrder("end", "on0", "on1");
    }

    @Test
    void answersAreCountedByTheTimeThatTheQuestionCameUp() {
        List<List<Choice>> ways = new ArrayList<>();
        Exploration.of(
                choices -> once(choices) + eachTime(choices) + eachTime(choices), (sum, answers) -> ways.add(answers));
        assertThat(ways)
                .hasSize(8)
                .contains(
                        List.of(new Choice("PG-52", "b"), new Choice("TLB-19", "c", 1), new Choice("TLB-19", "d", 2)));
    }

    @Test
    void everyOutcomeOfAVectorIsReachedAndNoWayGoesAstray() {
        for (String id : List.of("tlb/host-without-flush", "clean-bits/cr2-stale", "checks/asid-0")) {
            Ways ways = Ways.through(golden(id), "full");
            assertThat(ways.astray()).as(id).isEmpty();
            assertThat(ways.toOutcomes()).as(id).noneMatch(List::isEmpty);
        }
    }

    @Test
    void aWayToWhatAVectorDoesNotPermitIsShown() {
        Vector vector = golden("tlb/host-without-flush");
        List<Vector.Case> cases = vector.cases().stream()
                .map(one -> new Vector.Case(one.when(), one.outcomes().subList(0, 1)))
                .toList();
        Vector narrowed = new Vector(
                vector.id(),
                vector.rules(),
                vector.title(),
                vector.why(),
                vector.level(),
                vector.requires(),
                vector.hostMode(),
                vector.program(),
                vector.gpr(),
                vector.state(),
                vector.vmcbs(),
                vector.memory(),
                vector.events(),
                vector.budget(),
                vector.footprint(),
                vector.claims(),
                cases,
                vector.confirmedBy());
        Ways ways = Ways.through(narrowed, "full");
        assertThat(ways.astray()).containsExactly(List.of(new Choice("TLB-19", "the tables are walked", 1)));
        assertThat(ways.lines()).contains("No permitted outcome: 1 way");
    }
}
