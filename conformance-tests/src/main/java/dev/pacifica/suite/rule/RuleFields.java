package dev.pacifica.suite.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The fields of one line of the catalogue; every complaint names where, the field, what was expected and what was found. */
final class RuleFields {
    private final JsonNode object;
    private final String where;

    /** @param where file, line and, once it is known, the rule or area */
    RuleFields(JsonNode object, String where) {
        this.object = object;
        this.where = where;
        if (!object.isObject()) {
            throw new RuleFormatException("%s: expected an object {...}, found %s".formatted(where, object));
        }
    }

    void allow(String... known) {
        Set<String> unknown = new TreeSet<>(object.propertyNames());
        unknown.removeAll(Set.of(known));
        if (!unknown.isEmpty()) {
            throw new RuleFormatException(
                    "%s: unknown field %s; expected only %s".formatted(where, unknown, List.of(known)));
        }
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong(name, "a string"));
    }

    Optional<String> optionalText(String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isString() || node.stringValue().isBlank()) {
            throw wrong(name, "a string that is not empty");
        }
        return Optional.of(node.stringValue());
    }

    boolean truth(String name) {
        JsonNode node = object.get(name);
        if (node == null || !node.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return node.booleanValue();
    }

    /** The strings of a list, which may be missing but not empty. */
    List<String> texts(String name) {
        JsonNode list = object.get(name);
        if (list == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode node : list) {
            if (!node.isString() || node.stringValue().isBlank()) {
                throw wrong(name, "a list of strings");
            }
            texts.add(node.stringValue());
        }
        if (!list.isArray() || texts.isEmpty()) {
            throw wrong(name, "a list of at least one string");
        }
        return texts;
    }

    <E> Optional<E> oneOf(String name, E[] constants, Function<E, String> word) {
        Optional<String> text = optionalText(name);
        Optional<E> constant = Stream.of(constants)
                .filter(one -> text.equals(Optional.of(word.apply(one))))
                .findFirst();
        if (text.isPresent() && constant.isEmpty()) {
            throw wrong(name, "one of " + Stream.of(constants).map(word).toList());
        }
        return constant;
    }

    RuleFormatException wrong(String name, String expected) {
        JsonNode found = object.get(name);
        return new RuleFormatException("%s: field '%s': expected %s, found %s"
                .formatted(where, name, expected, found == null ? "nothing" : found));
    }
}
