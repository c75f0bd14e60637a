package dev.pacifica.suite.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Mask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages under {@code docs/rules} are what catalogue and vectors give, and their links lead somewhere. */
class RulePagesTest {
    private static final Path FOLDER = Path.of("..", "docs", "rules");
    private static final Pattern LINK = Pattern.compile("\\]\\(([A-Za-z]*(?:\\.md)?)(?:#([A-Z]+-[0-9.]+))?\\)");
    private static final Map<String, String> PAGES = RulePages.files(
            RuleCatalogue.published(),
            RuleCoverage.of(GoldenVectors.published(), Mask.published().values()));

    @Test
    void publishedPagesAreNotStale() throws IOException {
        Map<String, String> published = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                published.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        String advice = "; run './pacifica rules --write docs/rules' and read what changed";
        assertThat(published.keySet())
                .as("files of docs/rules" + advice)
                .containsExactlyInAnyOrderElementsOf(PAGES.keySet());
        published.forEach((name, content) -> assertThat(content.lines().toList())
                .as("docs/rules/" + name + " is stale" + advice)
                .isEqualTo(PAGES.get(name).lines().toList()));
    }

    @Test
    void everyLinkLeadsToAnAnchor() {
        PAGES.forEach((name, content) -> LINK.matcher(content).results().forEach(link -> {
            String page = link.group(1).isEmpty() ? name : link.group(1);
            assertThat(PAGES).as(name).containsKey(page);
            if (link.group(2) != null) {
                assertThat(PAGES.get(page))
                        .as("%s: %s", name, link.group())
                        .contains("<a id=\"%s\"></a>".formatted(link.group(2)));
            }
        }));
    }

    @Test
    void aStatedRuleHasStatementSourceStatusAndVectors() {
        assertThat(PAGES.get("CHK.md"))
                .contains("### CHK-16: ASID 0\n\nVMRUN exits with VMEXIT_INVALID if the guest ASID")
                .contains("*required*, APM2 15.5.1, observed by 3 vectors: `check-cube/asid-2-in-protected-16`, "
                        + "`check-cube/asid-32-in-compatibility`, `checks/asid-0`")
                .contains("Permitted, preferred first:\n\n1. the canonical value\n")
                .contains("; masks that cite it: `after-invalid`, `guest-pat-after-invalid`. It only widens what")
                .contains("Whether the linear-address width of [CHK-01](#CHK-01) follows");
        assertThat(PAGES.get("EXIT.md")).contains("same as [HOST-06](HOST.md#HOST-06)");
    }

    @Test
    void aPlannedRuleIsARowOfATable() {
        assertThat(PAGES.get("AVIC.md"))
                .contains(
                        "| <a id=\"AVIC-01\"></a>AVIC-01 | AVIC and x2AVIC: detection | APM2 15.29.7, 15.29.10 | planned |");
    }

    @Test
    void theIndexCountsRules() {
        assertThat(PAGES.get("README.md"))
                .contains("| [CHK](CHK.md) | Legality checks of VMRUN | APM2 15.5.1 | 37 |")
                .contains("| | all | | " + RuleCatalogue.published().rules().size() + " |");
    }
}
