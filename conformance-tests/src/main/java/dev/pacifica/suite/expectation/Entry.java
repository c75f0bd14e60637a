package dev.pacifica.suite.expectation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One object of an expectation file, with the place where it stands: every complaint names file, line and field.
 *
 * @param object the object
 * @param where file and line
 * @param path field of the line, with a dot behind; empty at the top
 */
record Entry(JsonNode object, String where, String path) {
    /**
     * The object itself.
     *
     * @throws ExpectationFormatException if {@code node} is not an object
     */
    static Entry of(JsonNode node, String where, String path) {
        if (!node.isObject()) {
            throw new ExpectationFormatException("%s: expected an object {…}, found %s".formatted(where, node));
        }
        return new Entry(node, where, path);
    }

    /** Complains about fields that are not among {@code known}. */
    void allow(String... known) {
        Set<String> unknown = new HashSet<>(object.propertyNames());
        unknown.removeAll(List.of(known));
        for (String name : unknown) {
            throw new ExpectationFormatException("%s: unknown field '%s%s'; expected only %s"
                    .formatted(where, path, name, String.join(", ", known)));
        }
    }

    boolean has(String name) {
        return object.has(name);
    }

    String text(String name) {
        JsonNode node = get(name);
        if (!node.isString() || node.stringValue().isBlank()) {
            throw wrong(name, "a string that is not empty");
        }
        return node.stringValue();
    }

    boolean flag(String name, boolean otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        if (!get(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return get(name).booleanValue();
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : list(name)) {
            if (!node.isString() || node.stringValue().isBlank()) {
                throw wrong(name, "a list of strings that are not empty");
            }
            texts.add(node.stringValue());
        }
        return texts;
    }

    List<Entry> entries(String name) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode node : list(name)) {
            entries.add(of(node, where, "%s%s[%d].".formatted(path, name, entries.size())));
        }
        return entries;
    }

    ExpectationFormatException wrong(String name, String expected) {
        return new ExpectationFormatException("%s: field '%s%s': expected %s, found %s"
                .formatted(where, path, name, expected, has(name) ? object.get(name) : "nothing"));
    }

    private List<JsonNode> list(String name) {
        JsonNode node = get(name);
        if (!node.isArray()) {
            throw wrong(name, "a list […]");
        }
        return List.copyOf(node.values());
    }

    private JsonNode get(String name) {
        if (!has(name)) {
            throw new ExpectationFormatException("%s: field '%s%s' is missing".formatted(where, path, name));
        }
        return object.get(name);
    }
}
