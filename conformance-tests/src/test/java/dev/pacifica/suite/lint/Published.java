package dev.pacifica.suite.lint;

import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Mask;
import dev.pacifica.suite.vector.Problem;
import dev.pacifica.suite.vector.PublishedFiles;
import dev.pacifica.suite.vector.Vector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The published files, and copies of them with something changed. */
final class Published {
    private static final SortedMap<String, byte[]> FILES = PublishedFiles.all();

    private Published() {}

    static SortedMap<String, byte[]> files() {
        return new TreeMap<>(FILES);
    }

    static byte[] bytes(String file) {
        return FILES.get(file).clone();
    }

    static String text(String file) {
        return new String(FILES.get(file), StandardCharsets.UTF_8);
    }

    /** Some files without the manifest, so that nothing but their content can give them away. */
    static List<Problem> problemsOf(Map<String, String> files) {
        SortedMap<String, byte[]> content = new TreeMap<>();
        files.forEach((name, text) -> content.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return problemsOf(new DataSet("", content, false));
    }

    static List<Problem> problemsOf(DataSet set) {
        return Linter.check(List.of(set), rules());
    }

    /** The rules that vectors, their choices and masks cite: all of them are known. */
    private static Set<String> rules() {
        Stream<String> claimed = GoldenVectors.published().stream().flatMap(vector -> vector.rules().stream());
        Stream<String> chosen = GoldenVectors.published().stream()
                .flatMap(vector -> vector.cases().stream())
                .flatMap(one -> one.outcomes().stream())
                .flatMap(outcome -> outcome.choices().stream().map(Vector.Choice::rule));
        Stream<String> masked = Mask.published().values().stream().map(Mask::rule);
        return Stream.of(claimed, chosen, masked).flatMap(ids -> ids).collect(Collectors.toSet());
    }
}
