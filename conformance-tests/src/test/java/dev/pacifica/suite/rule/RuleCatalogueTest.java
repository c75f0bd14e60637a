package dev.pacifica.suite.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.rule.Rule;
import dev.pacifica.suite.rule.RuleEntry.Status;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Mask;
import dev.pacifica.suite.vector.Vector;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published catalogue agrees with the rules that code, vectors and masks cite, and is in its one form. */
class RuleCatalogueTest {
    private static final RuleCatalogue CATALOGUE = RuleCatalogue.published();
    private static final Pattern CITATION = Pattern.compile("\\b[A-Z]+-[0-9]{2,}(\\.[0-9]+)?\\b");

    @Test
    void rulesAreExactlyThoseThatCodeCanCite() {
        assertThat(CATALOGUE.rules().stream().map(RuleEntry::id))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Rule.values()).map(Rule::id).toList());
    }

    @Test
    void vectorsCiteKnownRulesOnly() {
        for (Vector vector : GoldenVectors.published()) {
            Stream<String> claimed = vector.claims().stream().map(Vector.Claim::rule);
            Stream<String> chosen = vector.cases().stream()
                    .flatMap(one -> one.outcomes().stream())
                    .flatMap(outcome -> outcome.choices().stream().map(Vector.Choice::rule));
            assertThat(Stream.of(vector.rules().stream(), claimed, chosen).flatMap(ids -> ids))
                    .as(vector.id())
                    .allMatch(CATALOGUE::isKnown);
        }
    }

    @Test
    void masksCiteKnownRulesOnly() {
        assertThat(Mask.published().values()).isNotEmpty().allMatch(mask -> CATALOGUE.isKnown(mask.rule()));
    }

    @Test
    void textsNameKnownRulesOnly() {
        for (RuleEntry rule : CATALOGUE.rules()) {
            assertThat(Stream.of(rule.statement(), rule.reason())
                            .flatMap(Optional::stream)
                            .flatMap(text -> CITATION.matcher(text).results())
                            .map(MatchResult::group)
                            .filter(id -> CATALOGUE.area(RuleEntry.areaOf(id)).isPresent()))
                    .as(rule.id())
                    .allMatch(CATALOGUE::isKnown);
        }
    }

    @Test
    void noVectorClaimsARuleThatNoVectorCanShow() {
        List<String> claimed = GoldenVectors.published().stream()
                .flatMap(vector -> vector.claims().stream().map(Vector.Claim::rule))
                .distinct()
                .toList();
        assertThat(CATALOGUE.rules())
                .filteredOn(rule -> claimed.contains(rule.id()))
                .isNotEmpty()
                .extracting(RuleEntry::status)
                .containsOnly(Status.OBSERVABLE, Status.PLANNED);
    }

    @ParameterizedTest
    @CsvSource({"EN", "VMRUN", "SEG", "CHK", "EXIT", "HOST", "INS", "IOIO", "MSR", "EXC", "PG", "CLEAN", "VMCB"})
    void areasTakenUpAreStatedThroughout(String id) {
        RuleArea area = CATALOGUE.area(id).orElseThrow();
        assertThat(area.isStated()).isTrue();
        assertThat(area.rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.statement()).as(rule.id()).isPresent();
            assertThat(rule.kind()).as(rule.id()).isPresent();
            assertThat(rule.section()).as(rule.id()).matches("APM[23],? .*|not in the manual");
            if (rule.status() == Status.PLANNED) {
                assertThat(rule.reason()).as(rule.id()).isPresent();
            }
        });
    }

    @Test
    void titlesFitALine() {
        assertThat(CATALOGUE.rules())
                .allSatisfy(rule -> assertThat(rule.title())
                        .as(rule.id())
                        .hasSizeLessThanOrEqualTo(90)
                        .doesNotEndWith(".")
                        .doesNotContain("  "));
    }

    @Test
    void filesAreAsTheWriterWritesThem() {
        assertThat(RuleCatalogue.resource("index.json")).isEqualTo(RuleWriter.index(CATALOGUE.areas()));
        for (RuleArea area : CATALOGUE.areas()) {
            assertThat(RuleCatalogue.resource(area.id() + ".json"))
                    .as(area.id())
                    .isEqualTo(RuleWriter.rules(area));
        }
    }

    @ParameterizedTest
    @CsvSource({"CHK-5, CHK-05", "vmcb-15,VMCB-15.0", "IOI-04,IOIO-04"})
    void aMistypedRuleHasSuggestions(String mistyped, String meant) {
        assertThat(CATALOGUE.rulesLike(mistyped)).hasSize(3).contains(meant);
    }

    @Test
    void aMistypedAreaHasSuggestions() {
        assertThat(CATALOGUE.areasLike("chkk")).hasSize(3).startsWith("CHK");
    }
}
