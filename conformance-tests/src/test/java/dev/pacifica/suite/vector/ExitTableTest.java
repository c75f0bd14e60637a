package dev.pacifica.suite.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.event.Intercept;
import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.vector.ExitTable.NextRip;
import dev.pacifica.suite.vector.ExitTable.Row;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of exit codes, held against the model's intercepts, the published names, the catalogue and the vectors. */
class ExitTableTest {
    private static final ExitTable TABLE = ExitTable.published();

    @ParameterizedTest
    @EnumSource(Intercept.class)
    void CODE_01_everyInterceptHasItsRow(Intercept intercept) {
        Row row = TABLE.row(intercept.exitCode()).orElseThrow();
        long number = intercept.exitCode() - row.code();
        String name = row.count() == 1 ? row.name() : row.name().replace("Rn_", "R" + number + "_");
        assertThat(row.vectorOffset()).isEqualTo(intercept.vmcbOffset());
        assertThat(row.bit() + number).isEqualTo(intercept.vmcbBit());
        if (!row.name().contains(" to ")) {
            assertThat(List.of(name, "IOIO_PROT", "MSR_PROT")).contains(intercept.name());
            assertThat(name.replaceAll("^(IOIO|MSR)$", "$1_PROT")).isEqualTo(intercept.name());
        }
    }

    @Test
    void CODE_40_noCodeBelowC0hIsThereThatIsNoIntercept() {
        Set<Long> codes = new TreeSet<>();
        for (Row row : TABLE.rows()) {
            for (int n = 0; row.hasIntercept() && n < row.count(); n++) {
                assertThat(codes.add(row.code() + n)).isTrue();
            }
        }
        assertThat(codes)
                .containsExactlyElementsOf(List.of(Intercept.values()).stream()
                        .map(intercept -> (long) intercept.exitCode())
                        .toList());
    }

    @Test
    void rowsCiteRulesOfTheCatalogueAndNoneIsMissing() {
        Set<String> cited = TABLE.rows().stream().map(Row::rule).collect(Collectors.toSet());
        assertThat(RuleCatalogue.published().ids())
                .containsAll(cited)
                .containsAll(TABLE.rows().stream()
                        .flatMap(row -> row.tested().stream())
                        .toList());
        List<String> stated = new ArrayList<>();
        for (int n = 100; n <= 196; n++) {
            stated.add("CODE-" + n);
        }
        assertThat(cited).containsExactlyInAnyOrderElementsOf(stated);
    }

    /** In the outcomes of all golden vectors on processors with nRIP. */
    @Test
    void EXIT_31_nextRipIsThereExactlyWhereTheTableSaysSo() {
        int seen = 0;
        for (Vector vector : GoldenVectors.published()) {
            for (Case one : vector.cases()) {
                boolean has = vector.requires().contains(Condition.parse("NRIPS"))
                        || one.when().contains(Condition.parse("NRIPS"));
                for (Outcome outcome : has ? one.outcomes() : List.<Outcome>of()) {
                    boolean isOpen = outcome.unspecified().contains("nrip-of-failed-injection");
                    for (VmcbContent vmcb : isOpen ? List.<VmcbContent>of() : outcome.vmcbs()) {
                        seen += check(vector, vmcb);
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(1000);
    }

    private static int check(Vector vector, VmcbContent after) {
        Map<String, Long> fields = after.fields();
        Long code = fields.get("EXITCODE");
        boolean isSimple =
                vector.program().listing().stream().filter("vmrun"::equals).count() == 1;
        if (code == null || !isSimple) {
            return 0;
        }
        NextRip nextRip = TABLE.row(code).orElseThrow().nextRip();
        long before = vector.vmcbs().stream()
                .filter(vmcb -> vmcb.at() == after.at())
                .mapToLong(vmcb -> vmcb.fields().getOrDefault("NRIP", 0L))
                .sum();
        long now = fields.getOrDefault("NRIP", before);
        if (nextRip != NextRip.OPEN && code != -1) {
            assertThat(now != 0).as(vector.id()).isEqualTo(nextRip == NextRip.NEXT);
            return 1;
        }
        return 0;
    }
}
