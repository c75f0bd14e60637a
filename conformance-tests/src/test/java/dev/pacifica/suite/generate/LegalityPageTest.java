package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of the checks is what their table gives. */
class LegalityPageTest {
    @Test
    void pageIsWhatTheTableGives() throws IOException {
        Path page = Path.of("..", "docs", LegalityPage.FILE);
        assertThat(Files.readString(page).lines().toList())
                .as("docs/legality.md is stale; run './pacifica rules --write docs/rules'")
                .isEqualTo(LegalityPage.content().lines().toList());
    }
}
