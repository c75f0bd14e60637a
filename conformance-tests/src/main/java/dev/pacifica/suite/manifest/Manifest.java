package dev.pacifica.suite.manifest;

import dev.pacifica.suite.vector.JsonText;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorFormatException;
import dev.pacifica.suite.vector.VectorReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What {@code MANIFEST.json} says.
 *
 * @param vectors vector file to its vectors in order, ID to hash of the vector's line
 * @param rules IDs of the rules that some vector observes
 * @param revoked vectors that were taken back
 * @param files data file to SHA-256 of its content; every file but the manifest itself
 */
public record Manifest(
        SortedMap<String, Map<String, String>> vectors,
        SortedSet<String> rules,
        List<Revoked> revoked,
        SortedMap<String, String> files) {
    public static final String FILE = "MANIFEST.json";

    /**
     * The manifest of {@code content}.
     *
     * @param content data files by path
     * @param vectorFiles which of them hold vectors, in canonical form
     * @throws VectorFormatException if a vector file is malformed
     */
    public static Manifest of(Map<String, byte[]> content, List<String> vectorFiles, List<Revoked> revoked) {
        SortedMap<String, Map<String, String>> vectors = new TreeMap<>();
        SortedSet<String> rules = new TreeSet<>();
        for (String file : vectorFiles) {
            byte[] bytes = Objects.requireNonNull(content.get(file), file);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            Map<String, String> hashes = new LinkedHashMap<>();
            int line = 1;
            for (Vector vector : VectorReader.read(file, bytes)) {
                hashes.put(vector.id(), Sha256.ofLine(lines.get(line++)));
                rules.addAll(vector.rules());
            }
            vectors.put(file, hashes);
        }
        SortedMap<String, String> files = new TreeMap<>();
        content.forEach((file, bytes) -> files.put(file, Sha256.of(bytes)));
        files.remove(FILE);
        return new Manifest(vectors, rules, List.copyOf(revoked), files);
    }

    /** What {@code text} says; it must satisfy the manifest's schema. */
    public static Manifest read(JsonText text) {
        SortedMap<String, Map<String, String>> vectors = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file :
                text.root().get("vectors").get("files").properties()) {
            vectors.put(file.getKey(), strings(file.getValue().get("hashes")));
        }
        SortedSet<String> rules = new TreeSet<>();
        text.root().get("rules").forEach(rule -> rules.add(rule.stringValue()));
        List<Revoked> revoked = text.root().get("revoked").values().stream()
                .map(one -> new Revoked(
                        one.get("id").stringValue(), one.get("reason").stringValue()))
                .toList();
        return new Manifest(
                vectors, rules, revoked, new TreeMap<>(strings(text.root().get("files"))));
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new LinkedHashMap<>();
        object.properties()
                .forEach(field -> strings.put(field.getKey(), field.getValue().stringValue()));
        return strings;
    }

    /** The content of the file. */
    public String content() {
        return new ManifestText(this).content();
    }
}
