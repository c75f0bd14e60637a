package dev.pacifica.suite.cli;

import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that choose vectors. */
final class VectorSelection {
    @Option(
            names = "--vectors",
            paramLabel = "GLOB",
            description = "Only vectors whose ID matches; * stands for any characters, several patterns with commas.",
            split = ",")
    private List<String> globs = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Read vectors from this file instead of the golden ones; may be repeated.")
    private List<Path> files = List.of();

    /**
     * The chosen vectors, in the order of study.
     *
     * @throws UnusableInput if none matches
     */
    List<Vector> chosen() {
        List<Vector> all = files.isEmpty() ? GoldenVectors.published() : GoldenVectors.of(files);
        if (globs.isEmpty()) {
            return all;
        }
        for (String glob : globs) {
            if (all.stream().noneMatch(vector -> matches(glob, vector.id()))) {
                throw new UnusableInput(
                        "no vector is called '%s'; './pacifica vectors list' shows all %d".formatted(glob, all.size()));
            }
        }
        return all.stream()
                .filter(vector -> globs.stream().anyMatch(glob -> matches(glob, vector.id())))
                .toList();
    }

    /** The options that say where vectors come from, as they would be typed again, with a blank behind each. */
    String source() {
        return files.stream().map(file -> "--file " + file + " ").collect(Collectors.joining());
    }

    private static boolean matches(String glob, String id) {
        String[] parts = glob.split("\\*", -1);
        StringBuilder regex = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            regex.append(".*").append(Pattern.quote(parts[i]));
        }
        return Pattern.matches(regex.toString(), id);
    }
}
