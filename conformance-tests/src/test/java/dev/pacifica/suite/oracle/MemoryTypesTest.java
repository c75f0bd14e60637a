package dev.pacifica.suite.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.rule.RuleCatalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables say what the rules say in words, cell by cell. */
class MemoryTypesTest {
    private static final List<MemoryType> PAT = Stream.of(MemoryType.values())
            .filter(type -> type.encoding().isPresent())
            .toList();

    /** The rows that a rule states: "UC gives UC with any; UC- gives UC UC- WC …". */
    private static List<String> stated(String rule, int columns) {
        String statement =
                RuleCatalogue.published().rule(rule).orElseThrow().statement().orElseThrow();
        String rows = statement.substring(statement.indexOf(": ") + 2, statement.length() - 1);
        List<String> stated = new ArrayList<>();
        for (String row : rows.split("; ")) {
            String[] sides = row.split(" gives ");
            String cells = sides[1].endsWith(" with any")
                    ? String.join(" ", Collections.nCopies(columns, sides[1].replace(" with any", "")))
                    : sides[1];
            stated.add(sides[0] + ": " + cells);
        }
        return stated;
    }

    private static List<String> rows(MemoryTypes table) {
        return table.rows().entrySet().stream()
                .map(row -> row.getKey().written() + ": "
                        + String.join(
                                " ",
                                row.getValue().stream().map(MemoryType::written).toList()))
                .toList();
    }

    @Test
    void NPT_64_tableOfGuestAndNestedTypesIsTheRules() {
        assertThat(MemoryTypes.GUEST_AND_NESTED.columns()).containsExactlyElementsOf(PAT);
        assertThat(rows(MemoryTypes.GUEST_AND_NESTED)).containsExactlyInAnyOrderElementsOf(stated("NPT-64", 6));
    }

    @Test
    void NPT_65_tableWithTheMtrrsIsTheRules() {
        assertThat(MemoryTypes.PAT_AND_MTRR.columns())
                .containsExactly(MemoryType.UC, MemoryType.WC, MemoryType.WP, MemoryType.WT, MemoryType.WB);
        assertThat(rows(MemoryTypes.PAT_AND_MTRR)).containsExactlyInAnyOrderElementsOf(stated("NPT-65", 5));
    }

    @Test
    void NPT_64_whateverCombinesHasARowInTheNextTable() {
        for (MemoryType guest : PAT) {
            for (MemoryType nested : PAT) {
                assertThat(MemoryTypes.PAT_AND_MTRR.rows()).containsKey(MemoryTypes.GUEST_AND_NESTED.of(guest, nested));
            }
        }
    }

    @Test
    void NPT_66_disabledCachingIsCdWhateverTheTypes() {
        assertThat(MemoryTypes.effective(MemoryType.WB, MemoryType.WB, MemoryType.WB, true))
                .isEqualTo(MemoryType.CD);
        assertThat(MemoryTypes.effective(MemoryType.WB, MemoryType.WB, MemoryType.WB, false))
                .isEqualTo(MemoryType.WB);
    }

    @Test
    void typeWithoutColumnIsRefused() {
        assertThatThrownBy(() -> MemoryTypes.PAT_AND_MTRR.of(MemoryType.WB, MemoryType.UC_MINUS))
                .hasMessageContaining("UC_MINUS");
    }
}
