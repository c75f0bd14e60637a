package dev.pacifica.suite.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of memory types has what the tables have. */
class MemoryTypePageTest {
    @Test
    void committedPageIsUpToDate() throws IOException {
        assertThat(Files.readString(Path.of("../docs/memory-types.md")))
                .as("run './pacifica memory-types > docs/memory-types.md'")
                .isEqualTo(MemoryTypePage.page());
    }

    @Test
    void NPT_64_rowOfWriteBackIsThere() {
        assertThat(MemoryTypePage.page()).contains("| **WB** | UC | UC | WC | WP | WT | WB |");
    }
}
