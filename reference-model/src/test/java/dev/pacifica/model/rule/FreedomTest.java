package dev.pacifica.model.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreedomTest {
    @Test
    void a_decision_returns_its_condition_and_is_counted_by_polarity_only_while_the_trace_is_on() {
        RuleTrace trace = new RuleTrace();
        assertThat(trace.decide(Rule.CHK_05, true)).isTrue();
        assertThat(trace.decided()).isEmpty();

        trace.start();
        assertThat(trace.decide(Rule.CHK_05, true)).isTrue();
        assertThat(trace.decide(Rule.CHK_05, false)).isFalse();
        assertThat(trace.decide(Rule.CHK_05, false)).isFalse();
        trace.stop();
        trace.decide(Rule.CHK_06, true);

        assertThat(trace.decided()).containsExactly(Rule.CHK_05);
        assertThat(trace.applied(Rule.CHK_05)).isEqualTo(1);
        assertThat(trace.didNotApply(Rule.CHK_05)).isEqualTo(2);
    }

    @Test
    void choices_default_to_the_first_alternative_and_obey_what_is_forced() {
        Choices choices = new Choices(Map.of(Rule.PG_23, 1));
        assertThat(choices.pick(Rule.PG_23, Scope.IMPLEMENTATION, "on demand", "at load"))
                .isEqualTo(1);
        assertThat(choices.pick(Rule.PG_23, Scope.IMPLEMENTATION, "on demand", "at load"))
                .isEqualTo(1);
        assertThat(choices.pick(Rule.EVT_55, Scope.OCCURRENCE, "held", "taken")).isZero();

        assertThat(choices.picks())
                .containsExactly(
                        new Choices.Pick(Rule.PG_23, Scope.IMPLEMENTATION, List.of("on demand", "at load"), 1),
                        new Choices.Pick(Rule.EVT_55, Scope.OCCURRENCE, List.of("held", "taken"), 0));
    }

    @Test
    void occurrences_are_answered_one_by_one() {
        Choices choices = new Choices();
        choices.forceOccurrences(Rule.PG_77, List.of(1, 0, 1));
        int[] answers = new int[4];
        for (int i = 0; i < 4; i++) {
            answers[i] = choices.pick(Rule.PG_77, Scope.OCCURRENCE, "fresh", "stale");
        }
        assertThat(answers).containsExactly(1, 0, 1, 0);
    }

    @Test
    void an_answer_that_is_no_alternative_is_refused() {
        Choices choices = new Choices(Map.of(Rule.PG_23, 2));
        assertThatThrownBy(() -> choices.pick(Rule.PG_23, Scope.IMPLEMENTATION, "a", "b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PG-23");
    }

    @Test
    void noise_depends_on_the_seed_alone() {
        Unspecified one = Unspecified.noise(42);
        Unspecified same = Unspecified.noise(42);
        Unspecified other = Unspecified.noise(43);
        long first = one.value(Rule.INS_07);
        assertThat(same.value(Rule.INS_07)).isEqualTo(first);
        assertThat(other.value(Rule.INS_07)).isNotEqualTo(first);
        assertThat(one.value(Rule.INS_07)).isNotEqualTo(first);
    }
}
