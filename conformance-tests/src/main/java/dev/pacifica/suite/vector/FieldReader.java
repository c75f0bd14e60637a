package dev.pacifica.suite.vector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the fields of one JSON object; every complaint names the file, the line and the field. */
final class FieldReader {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String FOLDER = "/dev/pacifica/vectors/";

    private final JsonNode object;
    private final String where;
    private final String path;

    FieldReader(JsonNode object, String where, String path) {
        this.object = object;
        this.where = where;
        this.path = path;
        if (!object.isObject()) {
            throw new VectorFormatException(
                    "%s: %s: expected an object {…}, found %s".formatted(where, describe(path), object));
        }
    }

    /** The top level of a data file beside the vectors. */
    static FieldReader ofResource(String file) {
        try {
            return new FieldReader(JSON.readTree(resource(file)), file, "");
        } catch (JacksonException e) {
            throw new VectorFormatException(file + ": " + e.getMessage());
        }
    }

    /** The bytes of a published file. */
    static byte[] resource(String file) {
        try (InputStream in = FieldReader.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the vectors module on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FieldReader in(JsonNode node, String name) {
        return new FieldReader(node, where, child(name));
    }

    FieldReader object(String name) {
        return new FieldReader(get(name), where, child(name));
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** Complains about fields that are not among {@code known}. */
    void allow(String... known) {
        Set<String> unknown = new HashSet<>(object.propertyNames());
        unknown.removeAll(List.of(known));
        if (!unknown.isEmpty()) {
            throw new VectorFormatException("%s: %s: unknown field %s; expected only %s"
                    .formatted(where, describe(path), unknown, List.of(known)));
        }
    }

    Collection<String> names() {
        return object.propertyNames();
    }

    Collection<String> names(String name) {
        return object(name).names();
    }

    String text(String name) {
        JsonNode node = get(name);
        if (!node.isString()) {
            throw wrong(name, "a string");
        }
        return node.stringValue();
    }

    int integer(String name) {
        JsonNode node = get(name);
        if (!node.isInt()) {
            throw wrong(name, "a whole number");
        }
        return node.intValue();
    }

    /** A 64-bit number written as a string: {@code "0x…"}. */
    long number(String name) {
        return number(get(name), name);
    }

    long number(JsonNode node, String name) {
        if (node.isString() && node.stringValue().matches("0x[0-9a-f]{1,16}")) {
            return Long.parseUnsignedLong(node.stringValue().substring(2), 16);
        }
        throw wrong(name, "a string \"0x…\" of 1 to 16 hexadecimal digits");
    }

    List<JsonNode> list(String name) {
        JsonNode node = get(name);
        if (!node.isArray()) {
            throw wrong(name, "a list […]");
        }
        return List.copyOf(node.values());
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : list(name)) {
            if (!node.isString()) {
                throw wrong(name, "a list of strings");
            }
            texts.add(node.stringValue());
        }
        return texts;
    }

    Bytes bytes(String name) {
        try {
            return Bytes.parse(text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name, "an even number of hexadecimal digits");
        }
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().replace('_', '-').equalsIgnoreCase(text(name))) {
                return constant;
            }
        }
        throw wrong(name, "one of " + List.of(type.getEnumConstants()));
    }

    VectorFormatException wrong(String name, String expected) {
        return new VectorFormatException("%s: field '%s': expected %s, found %s"
                .formatted(where, child(name), expected, object.has(name) ? object.get(name) : "nothing"));
    }

    private JsonNode get(String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            throw new VectorFormatException("%s: field '%s' is missing".formatted(where, child(name)));
        }
        return node;
    }

    private String child(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String describe(String path) {
        return path.isEmpty() ? "top level" : "field '" + path + "'";
    }
}
