package dev.pacifica.suite.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.vector.ExitTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class InterceptPageTest {
    private static final String PAGE = InterceptPage.of(ExitTable.published(), RuleCatalogue.published());

    @Test
    void committedPageIsUpToDate() throws IOException {
        assertThat(Files.readString(Path.of("../docs/intercepts.md")))
                .as("run './pacifica intercepts > docs/intercepts.md'")
                .isEqualTo(PAGE);
    }

    @Test
    void rowSaysWhereTheBitIsAndWhatTheExitHolds() {
        assertThat(PAGE)
                .contains("| 75h | INTN | 00Ch.21 | INTn (opcode CD) | [INS-28](rules/INS.md#INS-28) |"
                        + " the vector in bits 7:0, the rest 0 † |  | next | [CODE-152](rules/CODE.md#CODE-152) |")
                .contains("| 60h | INTR | 00Ch.0 |")
                .contains("| -1 | INVALID |  |");
    }
}
