package dev.pacifica.suite.expectation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "findings.md");

    @Test
    void documentIsWhatTheExpectationFilesGive() throws IOException {
        List<ExpectationFile> files = PublishedExpectations.all(Samples.VECTORS);
        assertThat(Files.readString(DOCUMENT))
                .as("docs/findings.md is stale; run './pacifica findings > docs/findings.md'")
                .isEqualTo(FindingsDocument.of(files));
    }

    @Test
    void everyFindingHasASectionAndEverySectionAFinding() throws IOException {
        List<String> sections = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .toList();
        List<String> findings = PublishedExpectations.all(Samples.VECTORS).stream()
                .flatMap(file -> file.diagnoses().stream())
                .map(Diagnosis::id)
                .toList();
        assertThat(sections).isEqualTo(findings).doesNotHaveDuplicates();
    }

    @Test
    void everyFindingIsShownByItsSmallestVector() {
        for (ExpectationFile file : PublishedExpectations.all(Samples.VECTORS)) {
            for (Diagnosis diagnosis : file.diagnoses()) {
                assertThat(file.shownBy(diagnosis.id()))
                        .as(diagnosis.id())
                        .extracting(Known::vector)
                        .contains(diagnosis.smallest());
            }
        }
    }

    @Test
    void sectionSaysWhatHowOftenAndHowToRepeat() {
        String document = FindingsDocument.of(List.of(Samples.file()));
        assertThat(document)
                .contains("## toy 7.2\n\n3 vectors do not conform, by 3 findings.")
                .contains("| [TOY-02](#toy-02) | A low bit | CHK-05, CHK-16 | 1 |")
                .contains("""
                        ### TOY-01

                        **Short codes** (CODE-02)

                        * What it does: It writes 32 bits.
                        * What the rules demand: Write 64.
                        * Shown by 2 vectors; the smallest is `checks/asid-0`:
                          `./pacifica run --target toy --no-expectations --vectors checks/asid-0`
                        """);
    }
}
