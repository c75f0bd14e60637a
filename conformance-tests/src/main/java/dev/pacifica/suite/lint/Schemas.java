package dev.pacifica.suite.lint;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.pacifica.suite.vector.JsonText;
import dev.pacifica.suite.vector.PublishedFiles;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The published schemas. */
final class Schemas {
    /**
     * A violation of a schema.
     *
     * @param path of the value
     * @param what what was expected there
     */
    record Violation(String path, String what) {}

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, JsonText> TEXTS = texts();
    private static final Map<String, Schema> SCHEMAS = TEXTS.entrySet().stream()
            .collect(Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> REGISTRY.getSchema(entry.getValue().root())));

    private Schemas() {}

    private static Map<String, JsonText> texts() {
        return PublishedFiles.all().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".schema.json"))
                .collect(Collectors.toMap(Map.Entry::getKey, file -> JsonText.parse(file.getKey(), file.getValue())));
    }

    /** What in {@code text} violates the schema at {@code path}. */
    static List<Violation> violations(String path, JsonText text) {
        return Objects.requireNonNull(SCHEMAS.get(path), path).validate(text.root()).stream()
                .map(error -> new Violation(path(error.getInstanceLocation()), what(error)))
                .distinct()
                .toList();
    }

    private static String path(NodePath location) {
        String path = "";
        for (int i = 0; i < location.getNameCount(); i++) {
            path = location.getElement(i) instanceof Integer index
                    ? JsonText.element(path, index)
                    : JsonText.child(path, location.getName(i));
        }
        return path;
    }

    private static String what(Error error) {
        JsonNode found = error.getInstanceNode();
        String shown = found != null && found.isValueNode() ? ", found " + found : "";
        String meaning = meaning(error.getSchemaLocation());
        return error.getMessage() + shown + (meaning.isEmpty() ? "" : "; expected: " + meaning);
    }

    /** What the schema says about the value whose keyword is at {@code keyword}. */
    private static String meaning(SchemaLocation keyword) {
        String id = String.valueOf(keyword.getAbsoluteIri());
        NodePath path = keyword.getFragment();
        return TEXTS.values().stream()
                .map(JsonText::root)
                .filter(schema -> schema.path("$id").asString("").equals(id))
                .map(schema -> {
                    JsonNode node = schema;
                    for (int i = 0; i < path.getNameCount() - 1; i++) {
                        node = path.getElement(i) instanceof Integer index
                                ? node.path(index)
                                : node.path(path.getName(i));
                    }
                    return node.path("description").asString("");
                })
                .findFirst()
                .orElse("");
    }
}
