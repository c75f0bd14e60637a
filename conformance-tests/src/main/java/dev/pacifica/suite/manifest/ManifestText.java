package dev.pacifica.suite.manifest;

import dev.pacifica.suite.vector.VectorReader;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/** The manifest as text: an entry a line, so that a change shows which vectors and files it touches. */
record ManifestText(Manifest manifest) {
    String content() {
        int total = manifest.vectors().values().stream().mapToInt(Map::size).sum();
        return "{\n\"title\": \"What is published: counts, hashes, and the rules that the vectors observe\",\n"
                + "\"format\": " + VectorReader.FORMAT + ",\n"
                + "\"vectors\": {\"total\": " + total + ", \"files\": {"
                + lines(manifest.vectors().entrySet().stream()
                        .map(file -> quoted(file.getKey()) + ": {\"count\": "
                                + file.getValue().size() + ", \"hashes\": " + object(file.getValue()) + "}")
                        .toList())
                + "}},\n"
                + "\"rules\": ["
                + manifest.rules().stream().map(ManifestText::quoted).collect(Collectors.joining(", "))
                + "],\n"
                + "\"revoked\": ["
                + lines(manifest.revoked().stream()
                        .map(one -> "{\"id\": " + quoted(one.id()) + ", \"reason\": " + quoted(one.reason()) + "}")
                        .toList())
                + "],\n"
                + "\"files\": " + object(manifest.files()) + "\n}\n";
    }

    private static String object(Map<String, String> fields) {
        return "{"
                + lines(fields.entrySet().stream()
                        .map(field -> quoted(field.getKey()) + ": " + quoted(field.getValue()))
                        .toList())
                + "}";
    }

    private static String lines(Collection<String> entries) {
        return entries.isEmpty() ? "" : "\n" + String.join(",\n", entries) + "\n";
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.stringNode(text).toString();
    }
}
