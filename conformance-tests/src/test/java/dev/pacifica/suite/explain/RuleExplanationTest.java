package dev.pacifica.suite.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.rule.RuleEntry;
import dev.pacifica.suite.vector.GoldenVectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the terminal shows of a rule. */
class RuleExplanationTest {
    private static final Finding DEPARTURE =
            new Finding("X-01", "EVENTINJ survives", List.of("EXIT-13"), "It stays valid.", "exits/some");

    @Test
    void anAmbiguousRuleShowsWhatIsPermittedAndItsMasks() {
        assertThat(explained("EXIT-13", List.of()))
                .containsSubsequence(
                        "EXIT-13  EVENTINJ is cleared",
                        "ambiguous; APM3 VMRUN",
                        "permitted, preferred first:",
                        "  1. the whole field is 0",
                        "  2. only V is 0",
                        "masks that cite it:",
                        "  event-injection-consumed: EVENTINJ other than V after the event was taken",
                        "No finding names a target that departs from it.");
    }

    @Test
    void aFindingOfTheRuleIsShownAndOnlyThere() {
        assertThat(explained("EXIT-13", List.of(DEPARTURE)))
                .containsSubsequence(
                        "targets that depart from it:",
                        "  X-01: EVENTINJ survives. It stays valid.",
                        "    smallest vector: exits/some");
        assertThat(explained("EXIT-12", List.of(DEPARTURE))).noneMatch(line -> line.contains("X-01"));
    }

    @Test
    void aRuleThatNoVectorCanShowSaysWhy() {
        assertThat(explained("EN-17", List.of()))
                .contains("status: unobservable. Every outcome is permitted, so no vector can tell right from wrong.");
    }

    @Test
    void aRuleWithoutStatementSaysSo() {
        assertThat(explained("AVIC-01", List.of())).contains("The statement is not yet written.", "status: planned");
    }

    @Test
    void linesFitATerminal() {
        for (RuleEntry rule : RuleCatalogue.published().rules()) {
            assertThat(RuleExplanation.lines(rule, List.of(), List.of()))
                    .as(rule.id())
                    .allMatch(line -> line.length() <= 110);
        }
    }

    private static List<String> explained(String id, List<Finding> findings) {
        return RuleExplanation.lines(
                RuleCatalogue.published().rule(id).orElseThrow(), GoldenVectors.published(), findings);
    }
}
