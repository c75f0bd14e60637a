package dev.pacifica.suite.rule;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the catalogue in its one form: a rule a line, in the order of the catalogue, fields in the order of {@link RuleEntry}. */
public final class RuleWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RuleWriter() {}

    /** The content of {@code rules/index.json}. */
    public static String index(List<RuleArea> areas) {
        return "{\"format\": %d, \"areas\": [\n%s\n]}\n"
                .formatted(
                        RuleReader.FORMAT, areas.stream().map(RuleWriter::line).collect(Collectors.joining(",\n")));
    }

    /** The content of the file of one area. */
    public static String rules(RuleArea area) {
        return "{\"format\": %d, \"area\": \"%s\", \"rules\": [\n%s\n]}\n"
                .formatted(
                        RuleReader.FORMAT,
                        area.id(),
                        area.rules().stream().map(RuleWriter::line).collect(Collectors.joining(",\n")));
    }

    private static String line(RuleArea area) {
        return NODES.objectNode()
                .put("area", area.id())
                .put("title", area.title())
                .put("chapter", area.chapter())
                .put("stated", area.isStated())
                .toString();
    }

    private static String line(RuleEntry rule) {
        ObjectNode node = NODES.objectNode().put("id", rule.id()).put("title", rule.title());
        rule.statement().ifPresent(statement -> node.put("statement", statement));
        rule.kind().ifPresent(kind -> node.put("kind", kind.word()));
        node.put("section", rule.section()).put("status", rule.status().word());
        rule.sameAs().ifPresent(other -> node.put("sameAs", other));
        rule.reason().ifPresent(reason -> node.put("reason", reason));
        if (!rule.permits().isEmpty()) {
            rule.permits().forEach(node.withArray("permits")::add);
        }
        return node.toString();
    }
}
