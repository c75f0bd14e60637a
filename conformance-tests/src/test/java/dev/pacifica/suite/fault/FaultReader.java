package dev.pacifica.suite.fault;

import dev.pacifica.suite.fault.SeededFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads files of faults: an object with the format, and a list of one fault a line. */
final class FaultReader {
    private static final int FORMAT = 1;
    private static final List<String> FIELDS = List.of("id", "rule", "kind", "title", "file", "text", "replacement");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private FaultReader() {}

    /**
     * The faults of a file.
     *
     * @param file its name, for messages
     * @param rules the rules that there are
     * @throws FaultFormatException if it is not what this page says
     */
    static List<SeededFault> read(String file, String content, Set<String> rules) {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new FaultFormatException("%s:%d: not JSON: %s".formatted(file, line, e.getOriginalMessage()));
        }
        if (!root.path("format").isInt() || root.path("format").intValue() != FORMAT) {
            throw wrong(file, "format", String.valueOf(FORMAT), root.get("format"));
        }
        allow(root, List.of("format", "faults"), file);
        if (!root.path("faults").isArray() || root.path("faults").isEmpty()) {
            throw wrong(file, "faults", "a list of at least one fault", root.get("faults"));
        }
        List<Integer> lines = objectLines(content);
        List<SeededFault> faults = new ArrayList<>();
        for (JsonNode node : root.path("faults")) {
            if (faults.size() == lines.size()) {
                throw new FaultFormatException(file + ": every fault must begin on a line of its own, with '{'");
            }
            faults.add(fault(node, file + ":" + lines.get(faults.size()), rules));
        }
        return faults;
    }

    /** The numbers of the lines that open an object behind the first one, which opens the file. */
    private static List<Integer> objectLines(String content) {
        List<String> lines = content.lines().toList();
        List<Integer> numbers = new ArrayList<>();
        for (int line = 2; line <= lines.size(); line++) {
            if (lines.get(line - 1).startsWith("{")) {
                numbers.add(line);
            }
        }
        return numbers;
    }

    private static SeededFault fault(JsonNode node, String line, Set<String> rules) {
        String id = text(node, "id", line);
        String where = "%s: fault '%s'".formatted(line, id);
        allow(node, FIELDS, where);
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw wrong(where, "id", "lower-case words with hyphens between them", node.get("id"));
        }
        String rule = text(node, "rule", where);
        if (!rules.contains(rule)) {
            throw wrong(where, "rule", "a rule of the catalogue, such as CHK-05", node.get("rule"));
        }
        String file = text(node, "file", where);
        if (!file.matches("[a-z]+/[A-Za-z0-9]+\\.java")) {
            throw wrong(where, "file", "package and class of the model, such as svm/Controls.java", node.get("file"));
        }
        String text = text(node, "text", where);
        JsonNode replacement = node.get("replacement");
        if (replacement == null
                || !replacement.isString()
                || replacement.stringValue().equals(text)) {
            throw wrong(where, "replacement", "a string other than the text", replacement);
        }
        return new SeededFault(
                id, rule, kind(node, where), text(node, "title", where), file, text, replacement.stringValue(), where);
    }

    private static Kind kind(JsonNode node, String where) {
        String word = text(node, "kind", where);
        return Stream.of(Kind.values())
                .filter(kind -> kind.words().equals(word))
                .findFirst()
                .orElseThrow(() -> wrong(
                        where,
                        "kind",
                        "one of " + Stream.of(Kind.values()).map(Kind::words).toList(),
                        node.get("kind")));
    }

    private static String text(JsonNode node, String name, String where) {
        JsonNode value = node.get(name);
        if (value == null || !value.isString() || value.stringValue().isBlank()) {
            throw wrong(where, name, "a string that is not empty", value);
        }
        return value.stringValue();
    }

    private static void allow(JsonNode node, List<String> known, String where) {
        Set<String> unknown = new TreeSet<>(node.propertyNames());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new FaultFormatException("%s: unknown field %s; expected only %s".formatted(where, unknown, known));
        }
    }

    private static FaultFormatException wrong(String where, String field, String expected, JsonNode found) {
        return new FaultFormatException("%s: field '%s': expected %s, found %s"
                .formatted(where, field, expected, found == null ? "nothing" : found));
    }
}
