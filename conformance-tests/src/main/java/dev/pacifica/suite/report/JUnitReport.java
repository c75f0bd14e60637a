package dev.pacifica.suite.report;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.report.Report.RuleResults;
import dev.pacifica.suite.report.Report.VectorResult;
import dev.pacifica.suite.target.Result.Verdict;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The report for continuous integration: {@code junit.xml}, in the dialect that Ant and Surefire write and most servers read. One
 * suite an area, one test case a vector. Times are 0: reports of equal runs are equal.
 */
final class JUnitReport {
    static final String FILE = "junit.xml";

    private final Report report;
    private final Map<String, Finding> findings;
    private final Map<String, String> ruleTitles;
    private final Map<String, String> flaky;
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    private JUnitReport(Report report) throws XMLStreamException {
        this.report = report;
        this.findings = report.findings().stream().collect(Collectors.toMap(Finding::id, Function.identity()));
        this.flaky = report.flaky().stream().collect(Collectors.toMap(Report.Flaky::vector, Report.Flaky::inWords));
        this.ruleTitles = report.rules().stream().collect(Collectors.toMap(RuleResults::rule, RuleResults::title));
        this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    }

    /** The content of {@code junit.xml}. */
    static String of(Report report) {
        try {
            return new JUnitReport(report).write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
    }

    private String write() throws XMLStreamException {
        Map<String, List<VectorResult>> areas = new TreeMap<>();
        report.results()
                .forEach(result -> areas.computeIfAbsent(result.area(), area -> new ArrayList<>())
                        .add(result));
        xml.writeStartDocument("UTF-8", "1.0");
        line(0);
        start("testsuites", counts("Pacifica on " + report.target().name(), report.results()));
        for (Map.Entry<String, List<VectorResult>> area : areas.entrySet()) {
            line(1);
            start("testsuite", counts(area.getKey(), area.getValue()));
            properties();
            for (VectorResult result : area.getValue()) {
                testCase(result);
            }
            line(1);
            xml.writeEndElement();
        }
        if (!report.complete()) {
            incomplete();
        }
        line(0);
        xml.writeEndDocument();
        return text + "\n";
    }

    private Map<String, String> counts(String name, List<VectorResult> results) {
        boolean isWhole = results == report.results();
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("name", name);
        int missing = isWhole && !report.complete() ? 1 : 0;
        attributes.put("tests", Integer.toString(results.size() + missing));
        attributes.put("failures", count(results, Kind.FAILURE, 0));
        attributes.put("errors", count(results, Kind.ERROR, missing));
        attributes.put("skipped", count(results, Kind.SKIPPED, 0));
        attributes.put("time", "0");
        return attributes;
    }

    private String count(List<VectorResult> results, Kind kind, int more) {
        return Long.toString(
                results.stream().filter(result -> kind(result) == kind).count() + more);
    }

    /** A vector whose results differ from run to run fails, whatever the first one was. */
    private Kind kind(VectorResult result) {
        return flaky.containsKey(result.vector()) ? Kind.FAILURE : Kind.of(result);
    }

    private void properties() throws XMLStreamException {
        line(2);
        xml.writeStartElement("properties");
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("target", report.target().name());
        properties.put("target.version", report.target().version());
        properties.put("target.profile", report.target().profile());
        properties.put("vectors.format", Integer.toString(report.vectors().format()));
        properties.put("vectors.sha256", report.vectors().sha256());
        for (Map.Entry<String, String> property : properties.entrySet()) {
            if (!property.getValue().isEmpty()) {
                line(3);
                empty("property", Map.of("name", property.getKey()), Map.of("value", property.getValue()));
            }
        }
        line(2);
        xml.writeEndElement();
    }

    private void testCase(VectorResult result) throws XMLStreamException {
        line(2);
        xml.writeStartElement("testcase");
        attribute("classname", result.area());
        attribute("name", result.vector());
        attribute("time", "0");
        switch (kind(result)) {
            case FAILURE -> problem("failure", result);
            case ERROR -> problem("error", result);
            case SKIPPED -> {
                line(3);
                empty("skipped", Map.of("message", skipped(result)), Map.of());
                line(2);
            }
            case PASSED -> {
                if (result.standing() == Standing.VANISHED) {
                    line(3);
                    xml.writeStartElement("system-out");
                    characters("the known divergence has vanished: " + known(result));
                    xml.writeEndElement();
                    line(2);
                }
            }
        }
        xml.writeEndElement();
    }

    private void problem(String element, VectorResult result) throws XMLStreamException {
        line(3);
        xml.writeStartElement(element);
        String instability = flaky.get(result.vector());
        attribute("message", instability == null ? result.reason() : "flaky: " + instability);
        attribute("type", Mark.of(result.verdict(), result.standing()).words());
        List<String> lines = new ArrayList<>();
        lines.add(result.title());
        for (String rule : result.rules()) {
            lines.add("rule " + (rule + " " + ruleTitles.getOrDefault(rule, "")).trim());
        }
        if (result.differences().isEmpty()) {
            lines.add(result.reason());
        }
        result.differences().forEach(difference -> lines.add("  " + difference));
        lines.add("repeat with: " + report.repeat() + " " + result.vector());
        characters("\n" + String.join("\n", lines) + "\n");
        xml.writeEndElement();
        line(2);
    }

    private String skipped(VectorResult result) {
        return result.verdict() == Verdict.NOT_APPLICABLE
                ? "not applicable: " + result.reason()
                : "known divergence: " + known(result) + ": " + result.reason();
    }

    private String known(VectorResult result) {
        return result.findings().stream()
                .map(id ->
                        findings.containsKey(id) ? id + " " + findings.get(id).title() : id)
                .collect(Collectors.joining("; "));
    }

    /** A run that was not finished must not look like a shorter one. */
    private void incomplete() throws XMLStreamException {
        line(1);
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("name", "run");
        attributes.put("tests", "1");
        attributes.put("failures", "0");
        attributes.put("errors", "1");
        attributes.put("skipped", "0");
        attributes.put("time", "0");
        start("testsuite", attributes);
        line(2);
        xml.writeStartElement("testcase");
        attribute("classname", "run");
        attribute("name", "complete");
        attribute("time", "0");
        line(3);
        empty(
                "error",
                Map.of("message", report.counts().withoutResult() + " vectors have no result: " + report.failure()),
                Map.of("type", "without result"));
        line(2);
        xml.writeEndElement();
        line(1);
        xml.writeEndElement();
    }

    private void start(String element, Map<String, String> attributes) throws XMLStreamException {
        xml.writeStartElement(element);
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            attribute(attribute.getKey(), attribute.getValue());
        }
    }

    private void empty(String element, Map<String, String> first, Map<String, String> second)
            throws XMLStreamException {
        xml.writeEmptyElement(element);
        for (Map<String, String> attributes : List.of(first, second)) {
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                attribute(attribute.getKey(), attribute.getValue());
            }
        }
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, XmlText.of(value));
    }

    private void characters(String value) throws XMLStreamException {
        xml.writeCharacters(XmlText.of(value));
    }

    private void line(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    /** What a test server makes of a result. */
    private enum Kind {
        PASSED,
        FAILURE,
        ERROR,
        SKIPPED;

        static Kind of(VectorResult result) {
            return switch (Mark.of(result.verdict(), result.standing())) {
                case CONFORMING -> PASSED;
                case VANISHED -> result.verdict() == Verdict.NOT_APPLICABLE ? SKIPPED : PASSED;
                case DIVERGING -> FAILURE;
                case CRASHED, HUNG, WITHOUT_RESULT -> ERROR;
                case KNOWN, NOT_APPLICABLE -> SKIPPED;
            };
        }
    }
}
