package dev.pacifica.suite.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The vectors that come with the suite, or those of files of one's own. */
public final class GoldenVectors {
    private static final String EXTENSION = ".json";

    private GoldenVectors() {}

    /** Read once. */
    private static final class Published {
        static final List<Vector> ALL = published(area -> true);
    }

    /** All vectors of the published files, which {@code index.json} names, in the order of study: by level, then by ID. */
    public static List<Vector> published() {
        return Published.ALL;
    }

    /**
     * Those that may have an ID that matches one of {@code globs}, in the order of study: without a wildcard in the areas, which are
     * what IDs begin with, only the files of these are read.
     */
    public static List<Vector> publishedLike(Collection<String> globs) {
        Set<String> areas = globs.stream().map(GoldenVectors::area).collect(Collectors.toSet());
        boolean isAny = areas.isEmpty() || areas.stream().anyMatch(area -> area.contains("*"));
        return isAny ? published() : published(areas::contains);
    }

    /** What an ID, or a pattern for IDs, begins with: the area, whose file has the vector. */
    private static String area(String id) {
        int slash = id.indexOf('/');
        return slash < 0 ? "*" : id.substring(0, slash);
    }

    private static List<Vector> published(Predicate<String> areas) {
        List<Vector> vectors = new ArrayList<>();
        for (String file : FieldReader.ofResource("index.json").texts("files")) {
            if (areas.test(file.substring(0, file.length() - EXTENSION.length()))) {
                vectors.addAll(VectorReader.read(file, FieldReader.resource(file)));
            }
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
            return all.filter(path -> path.toString().endsWith(EXTENSION))
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
