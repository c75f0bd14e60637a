package dev.pacifica.suite.vector;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON file that remembers on which line each value stands. Paths are those of error messages: {@code vectors[3].gpr.rax}.
 */
public final class JsonText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;
    private final String text;
    private final JsonNode root;
    private final Map<String, Integer> lines = new HashMap<>();

    private JsonText(String file, byte[] content) {
        this.file = file;
        this.text = utf8(file, content);
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            this.root = read(parser, "");
            if (parser.nextToken() != null) {
                throw wrong(
                        parser.currentTokenLocation().getLineNr(), "expected the end of the file; take out the rest");
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw wrong(Math.max(1, line), "not JSON: " + e.getOriginalMessage());
        }
    }

    /**
     * Parses a file.
     *
     * @param file its name, for messages
     * @param content its bytes, UTF-8
     * @throws VectorFormatException if it is not JSON, or names a field of an object twice
     */
    public static JsonText parse(String file, byte[] content) {
        return new JsonText(file, content);
    }

    public String file() {
        return file;
    }

    public String text() {
        return text;
    }

    public JsonNode root() {
        return root;
    }

    /** The path of a field of the object at {@code path}. */
    public static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The path of an element of the list at {@code path}. */
    public static String element(String path, int index) {
        return path + "[" + index + "]";
    }

    /** The line of the value at {@code path}, or of the nearest value around it. */
    public int line(String path) {
        String near = path;
        while (!near.isEmpty()) {
            Integer line = lines.get(near);
            if (line != null) {
                return line;
            }
            near = near.substring(0, Math.max(0, Math.max(near.lastIndexOf('.'), near.lastIndexOf('['))));
        }
        return 1;
    }

    private JsonNode read(JsonParser parser, String path) {
        JsonToken token = parser.currentToken();
        lines.put(path, parser.currentTokenLocation().getLineNr());
        if (token == JsonToken.START_OBJECT) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                object.set(name, read(parser, child(path, name)));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(read(parser, element(path, list.size())));
            }
            return list;
        }
        if (token == null) {
            throw wrong(parser.currentTokenLocation().getLineNr(), "not JSON: the file ends too early");
        }
        return parser.readValueAsTree();
    }

    private static String utf8(String file, byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new VectorFormatException(
                    new Problem(file, lineOfBadByte(content), "", "", "not UTF-8; write it anew"));
        }
    }

    /** Lines end in bytes that UTF-8 uses for nothing else, so each line can be tried by itself. */
    private static int lineOfBadByte(byte[] content) {
        int line = 1;
        int start = 0;
        for (int i = 0; i <= content.length; i++) {
            if (i == content.length || content[i] == '\n') {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, start, i - start));
                } catch (CharacterCodingException e) {
                    return line;
                }
                line++;
                start = i + 1;
            }
        }
        return line;
    }

    private VectorFormatException wrong(int line, String what) {
        return new VectorFormatException(new Problem(file, line, "", "", what));
    }
}
