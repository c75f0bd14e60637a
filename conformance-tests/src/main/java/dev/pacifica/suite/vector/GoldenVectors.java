package dev.pacifica.suite.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The vectors that come with the suite, or those of files of one's own. */
public final class GoldenVectors {
    private GoldenVectors() {}

    /** All vectors of the published files, which {@code index.json} names, in the order of study: by level, then by ID. */
    public static List<Vector> published() {
        List<Vector> vectors = new ArrayList<>();
        for (String file : FieldReader.ofResource("index.json").texts("files")) {
            vectors.addAll(VectorReader.read(file, FieldReader.resource(file)));
        }
        return inOrder(vectors);
    }

    /**
     * The vectors of {@code files}.
     *
     * @throws VectorFormatException if a file cannot be read or is malformed
     */
    public static List<Vector> of(List<Path> files) {
        List<Vector> vectors = new ArrayList<>();
        for (Path file : files) {
            for (Path one : Files.isDirectory(file) ? inFolder(file) : List.of(file)) {
                try {
                    vectors.addAll(VectorReader.read(one.toString(), Files.readAllBytes(one)));
                } catch (IOException e) {
                    throw new VectorFormatException("%s: cannot be read: %s".formatted(one, e));
                }
            }
        }
        return inOrder(vectors);
    }

    private static List<Path> inFolder(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new VectorFormatException("%s: cannot be read: %s".formatted(folder, e));
        }
    }

    private static List<Vector> inOrder(List<Vector> vectors) {
        Map<String, Vector> byId = new HashMap<>();
        for (Vector vector : vectors) {
            if (byId.put(vector.id(), vector) != null) {
                throw new VectorFormatException("vector '%s' is there twice".formatted(vector.id()));
            }
        }
        return vectors.stream()
                .sorted(Comparator.comparing(Vector::level).thenComparing(Vector::id))
                .toList();
    }
}
