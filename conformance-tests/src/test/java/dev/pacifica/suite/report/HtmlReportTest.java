package dev.pacifica.suite.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code index.html}: complete, self-contained, and proof against what targets print. */
class HtmlReportTest {
    private static final Pattern TAG =
            Pattern.compile("<(/?)([a-z0-9]+)((?:\\s+[a-zA-Z0-9-]+(?:=\"[^\"]*\")?)*)\\s*(/?)>");
    private static final Set<String> VOID = Set.of("meta", "input", "br");

    private final String page = HtmlReport.of(List.of(Samples.everything()));

    @Test
    void departureShowsRuleDifferencesListingAndCommand() {
        String departure = departure("t1/checks/wrong");
        assertThat(departure)
                .contains("CHK-08", "CR0[63:32] is zero", "VMRUN exits with &lt;VMEXIT_INVALID&gt; if bits 63:32")
                .contains("vmcb@0x1002000.EXITCODE", "0xffffffffffffffff", "0xffffffff", "rcx", "0x5a")
                .contains("<td>0x1003000</td><td>0f01d9</td><td>vmmcall</td>")
                .contains("GUEST_ASID", "RFLAGS.RF saved by a fault-like exit (EXIT-17)")
                .contains("./pacifica run --target emu --vectors checks/wrong");
    }

    @Test
    void onlyDifferingFieldsAreMarked() {
        String departure = departure("t1/checks/wrong");
        assertThat(departure).containsPattern("<tr class=\"differs\">.*rcx");
        assertThat(departure).containsPattern("<tr class=\"same\">.*rbx.*as permitted");
        assertThat(departure.split("class=\"differs\"", -1)).hasSize(4);
    }

    @Test
    void knownDivergenceStandsUnderItsFinding() {
        String cause = page.substring(page.indexOf("TEST-01 EXITCODE has 32 bits"));
        assertThat(cause.substring(0, cause.indexOf("id=\"t1/checks/known\"")))
                .contains("The upper half stays zero &amp; must not")
                .contains("CODE-02")
                .doesNotContain("checks/wrong");
    }

    @Test
    void departureAboutTranslationShowsTheWalk() {
        String translated = HtmlReport.of(List.of(Samples.report(Samples.translated())));
        assertThat(translated).containsOnlyOnce("<svg").contains("PML4E", "The walk, as the reference model makes it");
        assertBalanced(translated);
        assertThat(page).doesNotContain("<svg");
    }

    @Test
    void verdictsAreToldInWordsAndNotByColourAlone() {
        for (Mark mark : Mark.values()) {
            if (mark != Mark.WITHOUT_RESULT) {
                assertThat(page).contains("title=\"1 " + mark.words() + "\"");
            }
        }
    }

    @Test
    void nothingThatATargetPrintsBecomesMarkup() {
        assertThat(page)
                .contains("&lt;/script&gt;&lt;script&gt;alert(")
                .contains("EXITCODE has 32 bits &lt;b&gt;", "\\u001b[31mred\\u0000")
                .contains("${page} @if(true)")
                .doesNotContain("<script>alert", "<b>");
        String inAttributes = HtmlReport.of(List.of(Samples.report(Samples.run(
                "emu\"><script>alert(1)</script>",
                Samples.diverging(
                        Samples.vector("a\" onclick=\"alert(1)/x", "CHK-08"),
                        new Difference("rax\"><script>alert(1)</script>", "<i>", "\" onload=\"alert(1)"))))));
        assertThat(inAttributes).doesNotContain("<script>alert", "<i>");
        assertBalanced(inAttributes);
    }

    @Test
    void pageNeedsNoOtherFile() {
        assertThat(page)
                .doesNotContain("http:", "https:", "@import", "url(", "<link")
                .doesNotContainPattern("(src|href|action)=\"(?!#)");
    }

    @Test
    void elementsAreBalanced() {
        assertBalanced(page);
    }

    @Test
    void linksLeadSomewhereAndAnchorsAreUnique() {
        for (String html : List.of(page, HtmlReport.of(List.of(Samples.everything(), Samples.everything())))) {
            List<String> anchors = all(html, " id=\"([^\"]*)\"");
            assertThat(anchors).doesNotHaveDuplicates();
            assertThat(all(html, " href=\"#([^\"]*)\"")).isNotEmpty().isSubsetOf(anchors);
        }
    }

    @Test
    void severalRunsStandSideBySide() {
        Report other =
                Samples.report(Samples.run("umu 9", Samples.conforming(Samples.vector("checks/fine", "CHK-08"))));
        String several = HtmlReport.of(List.of(Samples.everything(), other, other));
        assertThat(several)
                .contains(
                        "<th scope=\"col\">emu 1.2.3</th><th scope=\"col\">umu 9</th><th scope=\"col\">umu 9 (2)</th>")
                .contains("different sets of vectors");
        String row = several.substring(several.indexOf("id=\"rule-EXIT-01\""));
        assertThat(row.substring(0, row.indexOf("</tr>")).split("not in this run|no vector of this run", -1))
                .hasSize(3);
        assertBalanced(several);
    }

    @Test
    void rulesStandInTheOrderOfTheirNumbers() {
        String ordered = HtmlReport.of(List.of(Samples.report(Samples.run(
                "emu", Samples.conforming(Samples.vector("a/b", "VMCB-100", "VMCB-15.10", "VMCB-15.2", "VMCB-9"))))));
        assertThat(all(ordered, " id=\"rule-([^\"]*)\""))
                .containsExactly("VMCB-9", "VMCB-15.2", "VMCB-15.10", "VMCB-100");
    }

    @Test
    void runThatWasGivenUpAndContradictoryChoicesAreNoted() {
        Vector one = Samples.choosing("checks/one", "CHK-25", "yes", "no");
        Vector two = Samples.choosing("checks/two", "CHK-25", "yes", "no");
        Vector lost = Samples.vector("checks/lost", "CHK-08");
        String html = HtmlReport.of(List.of(Samples.report(Samples.run(
                "emu",
                List.of(one, two, lost),
                List.of(Samples.conforming(one, 0), Samples.conforming(two, 1)),
                "it is gone"))));
        assertThat(html)
                .contains("emu could not be run to the end, 1 of 3 vectors have no result: it is gone")
                .contains("emu answers CHK-25 in different ways")
                .contains("contradictory</span>")
                .contains("title=\"1 without result\"");
    }

    @Test
    void pageOfThousandsOfFailuresStaysUsable() {
        Vector vector = Samples.vector("checks/v");
        Result[] results = IntStream.range(0, 6000)
                .mapToObj(i -> Samples.diverging(
                        Samples.named(vector, "checks/v" + i, "CHK-" + i % 100),
                        new Difference("field" + i % 700, "0x1", "0x2"),
                        Samples.exitCode("0x0")))
                .toArray(Result[]::new);
        String large = HtmlReport.of(List.of(Samples.report(Samples.run("emu", results))));
        assertThat(large.length()).isBetween(500_000, 6_000_000);
        assertThat(large).contains("details of checks/v", "4000 vectors are left out here", "Their differences are in");
        assertThat(new HashSet<>(all(large, " id=\"([^\"]*)\"")).containsAll(all(large, " href=\"#([^\"]*)\"")))
                .isTrue();
    }

    private String departure(String anchor) {
        String rest = page.substring(page.indexOf("id=\"" + anchor + "\""));
        return rest.substring(0, rest.indexOf("Repeat with") + 200);
    }

    private static List<String> all(String html, String pattern) {
        return Pattern.compile(pattern)
                .matcher(html)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    /** Every element that is opened is closed, in order; every tag is well-formed and runs no script. */
    private static void assertBalanced(String html) {
        String markup = html.replaceAll("(?s)<(style|script)>.*?</\\1>", "").replace("<!DOCTYPE html>", "");
        Deque<String> open = new ArrayDeque<>();
        Matcher tag = TAG.matcher(markup);
        for (int at = markup.indexOf('<'); at >= 0; at = markup.indexOf('<', at + 1)) {
            assertThat(tag.find(at) && tag.start() == at)
                    .withFailMessage("no tag: " + markup.substring(at, Math.min(at + 80, markup.length())))
                    .isTrue();
            assertThat(tag.group(3).replaceAll("\"[^\"]*\"", "")).doesNotContain(" on");
            if (VOID.contains(tag.group(2)) || !tag.group(4).isEmpty()) {
                continue;
            }
            if (tag.group(1).isEmpty()) {
                open.push(tag.group(2));
            } else {
                assertThat(open.pop()).isEqualTo(tag.group(2));
            }
        }
        assertThat(open).isEmpty();
    }
}
