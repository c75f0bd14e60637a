package dev.pacifica.suite.cli;

import dev.pacifica.suite.explain.VectorLookup;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option that says where vectors come from. */
final class VectorFiles {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "Read vectors from this file, or the .json files of this folder, instead of the golden ones; may be repeated.")
    private List<Path> files = List.of();

    /** All vectors of the files, in the order of study. */
    List<Vector> vectors() {
        return vectors(List.of());
    }

    /** As {@link #vectors()}; vectors whose ID matches none of {@code globs}, if there are any, may be missing. */
    List<Vector> vectors(List<String> globs) {
        return files.isEmpty() ? GoldenVectors.publishedLike(globs) : GoldenVectors.of(files);
    }

    /**
     * The vector called {@code id}.
     *
     * @throws IllegalArgumentException if there is none; the message names those that may have been meant
     */
    Vector named(String id) {
        return vectors(List.of(id)).stream()
                .filter(vector -> vector.id().equals(id))
                .findFirst()
                .orElseGet(() -> VectorLookup.named(id, vectors()));
    }

    /** The option as it would be typed again, with a blank behind each file. */
    @Override
    public String toString() {
        return files.stream().map(file -> "--file " + file + " ").collect(Collectors.joining());
    }
}
