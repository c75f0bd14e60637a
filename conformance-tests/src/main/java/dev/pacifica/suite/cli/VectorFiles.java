package dev.pacifica.suite.cli;

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
        return files.isEmpty() ? GoldenVectors.published() : GoldenVectors.of(files);
    }

    /** The option as it would be typed again, with a blank behind each file. */
    @Override
    public String toString() {
        return files.stream().map(file -> "--file " + file + " ").collect(Collectors.joining());
    }
}
