package dev.pacifica.suite.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** {@code junit.xml}, as a parser sees it. */
class JUnitReportTest {
    @Test
    void suitesAreAreasAndTestCasesAreVectors() {
        Element root = parse(Samples.everything());
        assertThat(attributes(elements(root, "testsuite"), "name")).containsExactly("checks", "exits");
        assertThat(attributes(elements(root, "testcase"), "name"))
                .containsExactly(
                        "checks/fine",
                        "checks/wrong",
                        "checks/known",
                        "checks/known-no-more",
                        "exits/dies",
                        "exits/sleeps",
                        "exits/elsewhere");
        assertThat(attributes(elements(root, "testcase"), "classname"))
                .containsExactly("checks", "checks", "checks", "checks", "exits", "exits", "exits");
    }

    @Test
    void countsAgreeWithTheTestCases() {
        Element root = parse(Samples.everything());
        assertCounts(root, "7", "1", "2", "2");
        for (Element suite : elements(root, "testsuite")) {
            assertCounts(
                    suite,
                    count(suite, "testcase"),
                    count(suite, "failure"),
                    count(suite, "error"),
                    count(suite, "skipped"));
        }
    }

    @Test
    void failureNamesRuleDifferencesAndTheCommand() {
        Element failure = elements(testCase(Samples.everything(), "checks/wrong"), "failure")
                .get(0);
        assertThat(failure.getAttribute("message"))
                .isEqualTo("vmcb@0x1002000.EXITCODE: permitted 0xffffffffffffffff, seen 0xffffffff");
        assertThat(failure.getAttribute("type")).isEqualTo("diverging");
        assertThat(failure.getTextContent())
                .contains("what checks/wrong does")
                .contains("rule CHK-08 CR0[63:32] is zero")
                .contains("rcx: permitted 0xa1, seen 0x5a")
                .contains("repeat with: ./pacifica run --target emu --vectors checks/wrong");
    }

    @Test
    void crashAndHangAreErrors() {
        assertThat(attributes(elements(parse(Samples.everything()), "error"), "type"))
                .containsExactly("crashed", "hung");
    }

    @Test
    void whatIsKnownOrNotApplicableIsSkippedAndSaysWhy() {
        assertThat(attributes(elements(parse(Samples.everything()), "skipped"), "message"))
                .containsExactly(
                        "known divergence: TEST-01 EXITCODE has 32 bits <b>:"
                                + " vmcb@0x1002000.EXITCODE: permitted 0xffffffffffffffff, seen 0x81",
                        "not applicable: NPT is required");
    }

    @Test
    void vanishedDivergencePassesAndSaysSo() {
        Element vanished = testCase(Samples.everything(), "checks/known-no-more");
        assertThat(elements(vanished, "failure")).isEmpty();
        assertThat(vanished.getTextContent()).contains("has vanished: TEST-01");
    }

    @Test
    void conformingVectorIsAnEmptyTestCase() {
        assertThat(testCase(Samples.everything(), "checks/fine").getChildNodes().getLength())
                .isZero();
    }

    @Test
    void suitesSayWhatWasTested() {
        List<Element> properties =
                elements(elements(parse(Samples.everything()), "testsuite").get(0), "property");
        assertThat(attributes(properties, "name"))
                .containsExactly("target", "target.version", "vectors.format", "vectors.sha256");
        assertThat(attributes(properties, "value")).startsWith("emu 1.2.3", "1.2.3", "1");
    }

    @Test
    void charactersThatXmlCannotCarryAreWrittenOut() {
        Element error =
                elements(testCase(Samples.everything(), "exits/dies"), "error").get(0);
        assertThat(error.getTextContent()).contains("\"quoted\" & \\u001b[31mred\\u0000 ]]> ${page}");
        assertThat(XmlText.of("a\ud800b\uffffc\ud83d\ude00\t")).isEqualTo("a\\ud800b\\uffffc\ud83d\ude00\t");
    }

    @Test
    void runThatWasGivenUpIsAnError() {
        Vector first = Samples.vector("checks/a", "CHK-08");
        Vector second = Samples.vector("checks/b", "CHK-08");
        Element root = parse(Samples.report(
                Samples.run("emu", List.of(first, second), List.of(Samples.conforming(first)), "it is gone")));
        assertCounts(root, "2", "0", "1", "0");
        assertThat(attributes(elements(root, "error"), "message"))
                .containsExactly("1 vectors have no result: it is gone");
    }

    private static void assertCounts(Element element, String tests, String failures, String errors, String skipped) {
        assertThat(List.of(
                        element.getAttribute("tests"),
                        element.getAttribute("failures"),
                        element.getAttribute("errors"),
                        element.getAttribute("skipped")))
                .containsExactly(tests, failures, errors, skipped);
    }

    private static String count(Element element, String name) {
        return Integer.toString(elements(element, name).size());
    }

    private static Element testCase(Report report, String vector) {
        return elements(parse(report), "testcase").stream()
                .filter(element -> element.getAttribute("name").equals(vector))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> attributes(List<Element> elements, String name) {
        return elements.stream().map(element -> element.getAttribute(name)).toList();
    }

    private static List<Element> elements(Element element, String name) {
        NodeList nodes = element.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Element parse(Report report) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(JUnitReport.of(report))))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("junit.xml is not well-formed", e);
        }
    }
}
