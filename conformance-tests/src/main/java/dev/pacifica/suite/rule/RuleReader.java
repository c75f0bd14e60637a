package dev.pacifica.suite.rule;

import dev.pacifica.suite.rule.RuleEntry.Kind;
import dev.pacifica.suite.rule.RuleEntry.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the files of the catalogue: an object with the format, and a list of one object a line. */
final class RuleReader {
    /** The version of the format that this reader knows. */
    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private RuleReader() {}

    /** The areas of the index, without their rules. */
    static List<RuleArea> index(String file, String content) {
        JsonNode root = root(file, content);
        new RuleFields(root, file).allow("format", "areas");
        return each(root, "areas", file, content, RuleReader::area);
    }

    /** The rules of the file of one area. */
    static List<RuleEntry> rules(String file, String content, String area) {
        JsonNode root = root(file, content);
        RuleFields fields = new RuleFields(root, file);
        fields.allow("format", "area", "rules");
        if (!fields.text("area").equals(area)) {
            throw fields.wrong("area", "\"" + area + "\", as in the index");
        }
        List<RuleEntry> rules = each(root, "rules", file, content, RuleReader::rule);
        for (RuleEntry rule : rules) {
            if (!rule.area().equals(area)) {
                throw new RuleFormatException("%s: rule '%s' does not belong to area %s; move it to %s.json"
                        .formatted(file, rule.id(), area, rule.area()));
            }
        }
        return rules;
    }

    private static JsonNode root(String file, String content) {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new RuleFormatException("%s:%d: not JSON: %s".formatted(file, line, e.getOriginalMessage()));
        }
        RuleFields fields = new RuleFields(root, file);
        if (!root.path("format").isInt() || root.path("format").intValue() != FORMAT) {
            throw fields.wrong("format", String.valueOf(FORMAT));
        }
        return root;
    }

    private static <T> List<T> each(
            JsonNode root, String list, String file, String content, BiFunction<JsonNode, String, T> reader) {
        if (!root.path(list).isArray()) {
            throw new RuleFields(root, file).wrong(list, "a list [...]");
        }
        List<String> lines = content.lines().toList();
        List<T> values = new ArrayList<>();
        int line = 0;
        for (JsonNode node : root.path(list)) {
            // One object a line: the next one begins on the next line that opens an object.
            do {
                line++;
            } while (line < lines.size() && !lines.get(line).startsWith("{"));
            values.add(reader.apply(node, "%s:%d".formatted(file, line + 1)));
        }
        return values;
    }

    private static RuleArea area(JsonNode node, String where) {
        RuleFields fields = new RuleFields(node, where);
        fields.allow("area", "title", "chapter", "stated");
        return new RuleArea(
                fields.text("area"), fields.text("title"), fields.text("chapter"), fields.truth("stated"), List.of());
    }

    private static RuleEntry rule(JsonNode node, String where) {
        String id = new RuleFields(node, where).text("id");
        RuleFields fields = new RuleFields(node, where + ": rule '" + id + "'");
        if (!id.matches("[A-Z]+-[0-9]+(\\.[0-9]+)?")) {
            throw fields.wrong("id", "an identifier such as CHK-05 or VMCB-15.0");
        }
        fields.allow("id", "title", "statement", "kind", "section", "status", "sameAs", "reason", "permits");
        RuleEntry rule = new RuleEntry(
                id,
                fields.text("title"),
                fields.optionalText("statement"),
                fields.oneOf("kind", Kind.values(), Kind::word),
                fields.text("section"),
                fields.oneOf("status", Status.values(), Status::word)
                        .orElseThrow(() -> fields.wrong("status", "a status such as observable")),
                fields.optionalText("sameAs"),
                fields.optionalText("reason"),
                fields.texts("permits"));
        check(rule, fields);
        return rule;
    }

    private static void check(RuleEntry rule, RuleFields fields) {
        if (rule.status() == Status.SAME_AS != rule.sameAs().isPresent()) {
            throw fields.wrong("sameAs", "the rule that states the same, with status sameAs and with no other");
        }
        boolean needsReason = rule.status() == Status.UNOBSERVABLE || rule.status() == Status.OUT_OF_SCOPE;
        if (needsReason && rule.reason().isEmpty()) {
            throw fields.wrong(
                    "reason",
                    "why no vector observes it, as its status is "
                            + rule.status().word());
        }
        if (rule.status() != Status.PLANNED && rule.statement().isEmpty()) {
            throw fields.wrong("statement", "what the rule says, as its status is not planned");
        }
        if (rule.statement().isPresent() && rule.kind().isEmpty()) {
            throw fields.wrong("kind", "how binding the statement is");
        }
        boolean isOpen = rule.kind().equals(Optional.of(Kind.AMBIGUOUS))
                || rule.kind().equals(Optional.of(Kind.IMPLEMENTATION_DEFINED));
        if (isOpen && rule.permits().isEmpty()) {
            throw fields.wrong("permits", "the behaviours that it leaves open, the preferred one first");
        }
    }
}
