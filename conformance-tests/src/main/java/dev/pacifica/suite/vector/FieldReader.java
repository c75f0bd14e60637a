package dev.pacifica.suite.vector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Reads the fields of one JSON object; every complaint names the file, the line and the field. */
final class FieldReader {
    private static final String FOLDER = "/dev/pacifica/vectors/";

    private final JsonNode object;
    private final Place place;
    private final String path;

    FieldReader(JsonNode object, Place place, String path) {
        this.object = object;
        this.place = place;
        this.path = path;
        if (!object.isObject()) {
            throw new VectorFormatException(place.problem(path, "expected an object {…}, found " + object));
        }
    }

    /** The top level of {@code text}; the first problem is thrown. */
    static FieldReader of(JsonText text) {
        return new FieldReader(text.root(), new Place(text, "", "", Place.STOP), "");
    }

    /** The top level of a data file beside the vectors. */
    static FieldReader ofResource(String file) {
        return of(JsonText.parse(file, resource(file)));
    }

    /** Where a published file is. */
    static URL resourceAddress(String file) {
        URL address = FieldReader.class.getResource(FOLDER + file);
        if (address == null) {
            throw new IllegalStateException(file + " is missing from the vectors module on the class path");
        }
        return address;
    }

    /** The bytes of a published file. */
    static byte[] resource(String file) {
        try (InputStream in = resourceAddress(file).openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FieldReader in(JsonNode node, String name) {
        return new FieldReader(node, place, child(name));
    }

    FieldReader object(String name) {
        return new FieldReader(get(name), place, child(name));
    }

    /** What {@code reader} reads; if it complains, the complaint goes where complaints go, and {@code otherwise} stands in. */
    <T> T attempt(Supplier<T> reader, T otherwise) {
        try {
            return reader.get();
        } catch (VectorFormatException e) {
            place.complaints().accept(e.problem());
            return otherwise;
        }
    }

    /** Complains about the field at {@code field}, counted from here. */
    void complain(String field, String what) {
        place.complaints().accept(place.problem(child(field), what));
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** Complains about fields that are not among {@code known}. */
    void allow(String... known) {
        Set<String> unknown = new TreeSet<>(object.propertyNames());
        unknown.removeAll(List.of(known));
        if (!unknown.isEmpty()) {
            throw new VectorFormatException(
                    place.problem(path, "unknown field %s; expected only %s".formatted(unknown, List.of(known))));
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
        return new VectorFormatException(place.problem(
                child(name),
                "expected %s, found %s".formatted(expected, object.has(name) ? object.get(name) : "nothing")));
    }

    private JsonNode get(String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            throw new VectorFormatException(place.problem(child(name), "is missing"));
        }
        return node;
    }

    private String child(String name) {
        return JsonText.child(path, name);
    }
}
