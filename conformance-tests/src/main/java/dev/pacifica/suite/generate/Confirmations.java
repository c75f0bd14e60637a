package dev.pacifica.suite.generate;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorFormatException;
import dev.pacifica.suite.vector.VectorWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which implementations other than the model conform to which vectors: {@code confirmations.json}. A confirmation is of the vector as it
 * was: it counts no more when the experiment or its outcomes have changed since.
 */
public final class Confirmations {
    /** The name of the file, beside the vectors. */
    public static final String FILE = "confirmations.json";

    private static final String FOLDER = "/dev/pacifica/vectors/";
    private static final int FORMAT = 1;
    /** A release such as 7.2: what comes behind is the distribution's patch level. */
    private static final Pattern RELEASE = Pattern.compile("(.+ [0-9]+\\.[0-9]+)[0-9.]*");

    /** What does not tell a target what to do, nor what it may show. */
    private static final List<String> COMMENTARY = List.of("rules", "title", "why", "level", "claims", "provenance");

    /**
     * The confirmations of one vector.
     *
     * @param hash of the vector that was confirmed
     * @param by the implementations, sorted
     */
    private record Confirmed(String hash, List<String> by) {}

    private final SortedMap<String, Confirmed> byVector;

    private Confirmations(SortedMap<String, Confirmed> byVector) {
        this.byVector = byVector;
    }

    /** Nothing is confirmed. */
    static Confirmations none() {
        return new Confirmations(new TreeMap<>());
    }

    /** The published ones; none if there is no file. */
    public static Confirmations published() {
        try (InputStream in = Confirmations.class.getResourceAsStream(FOLDER + FILE)) {
            return in == null ? none() : read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The confirmations in the content of a file.
     *
     * @throws VectorFormatException if it is malformed
     */
    static Confirmations read(String content) {
        SortedMap<String, Confirmed> byVector = new TreeMap<>();
        try {
            JsonNode root = JsonMapper.shared().readTree(content);
            for (Map.Entry<String, JsonNode> entry : root.required("vectors").properties()) {
                List<String> by = entry.getValue().required("by").values().stream()
                        .map(JsonNode::stringValue)
                        .toList();
                byVector.put(
                        entry.getKey(),
                        new Confirmed(entry.getValue().required("hash").stringValue(), by));
            }
        } catch (JacksonException e) {
            throw new VectorFormatException(
                    "%s: %s; './pacifica vectors confirm' writes it anew".formatted(FILE, e.getMessage()));
        }
        return new Confirmations(byVector);
    }

    /** The content of the file: a vector a line, sorted. */
    public String write() {
        String lines = byVector.entrySet().stream()
                .map(entry -> "%s:%s".formatted(text(entry.getKey()), node(entry.getValue())))
                .collect(Collectors.joining(",\n"));
        return "{\"title\": \"Implementations that conform to a vector, and the vector that they conform to\", \"format\": %d, \"vectors\": {\n%s\n}}\n"
                .formatted(FORMAT, lines);
    }

    private static JsonNode text(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }

    private static ObjectNode node(Confirmed confirmed) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("hash", confirmed.hash());
        confirmed.by().forEach(node.putArray("by")::add);
        return node;
    }

    /** How many vectors are confirmed by any implementation. */
    public int size() {
        return byVector.size();
    }

    /** {@code vector} with its confirmations. */
    public Vector applied(Vector vector) {
        return vector.confirmedBy(by(vector));
    }

    /** The implementations that conform to {@code vector} as it is now. */
    public List<String> by(Vector vector) {
        Confirmed confirmed = byVector.get(vector.id());
        return confirmed != null && confirmed.hash().equals(hash(vector)) ? confirmed.by() : List.of();
    }

    /** Those confirmations that are of {@code vectors} as they are now. */
    public Confirmations of(Collection<Vector> vectors) {
        SortedMap<String, Confirmed> left = new TreeMap<>();
        for (Vector vector : vectors) {
            if (!by(vector).isEmpty()) {
                left.put(vector.id(), new Confirmed(hash(vector), by(vector)));
            }
        }
        return new Confirmations(left);
    }

    /**
     * These, with what a run showed instead of what was known of the same release.
     *
     * @param targetName such as {@code qemu 7.2.22}
     */
    public Confirmations with(String targetName, List<Result> results) {
        SortedMap<String, Confirmed> all = new TreeMap<>(byVector);
        for (Result result : results) {
            Vector vector = result.vector();
            TreeSet<String> by = new TreeSet<>(by(vector));
            by.remove(release(targetName));
            if (result.verdict() == Verdict.CONFORMING) {
                by.add(release(targetName));
            }
            if (by.isEmpty()) {
                all.remove(vector.id());
            } else {
                all.put(vector.id(), new Confirmed(hash(vector), List.copyOf(by)));
            }
        }
        return new Confirmations(all);
    }

    /** The release of a target: {@code qemu 7.2} of {@code qemu 7.2.22}. */
    public static String release(String targetName) {
        Matcher release = RELEASE.matcher(targetName);
        return release.matches() ? release.group(1) : targetName;
    }

    private static String hash(Vector vector) {
        String experiment = VectorWriter.node(vector).remove(COMMENTARY).toString();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(experiment.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
