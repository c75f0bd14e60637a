package dev.pacifica.suite.cli;

import dev.pacifica.suite.vector.Glob;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose vectors. */
final class VectorSelection {
    @Option(
            names = "--vectors",
            paramLabel = "GLOB",
            description = "Only vectors whose ID matches; * stands for any characters, several patterns with commas.",
            split = ",")
    private List<String> globs = List.of();

    @Mixin
    private VectorFiles files;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "Only vectors up to this level, in the order of study: ${COMPLETION-CANDIDATES}.")
    private Optional<Level> level = Optional.empty();

    /**
     * The chosen vectors, in the order of study.
     *
     * @throws UnusableInput if none matches
     */
    List<Vector> chosen() {
        List<Vector> all = files.vectors(globs);
        List<Glob> patterns = new ArrayList<>();
        for (String glob : globs) {
            Glob pattern = new Glob(glob);
            patterns.add(pattern);
            if (all.stream().noneMatch(vector -> pattern.matches(vector.id()))) {
                throw new UnusableInput("no vector is called '%s'; './pacifica vectors list' shows all %d"
                        .formatted(glob, files.vectors().size()));
            }
        }
        List<Vector> chosen = all.stream()
                .filter(vector ->
                        level.map(last -> vector.level().compareTo(last) <= 0).orElse(true))
                .filter(vector ->
                        patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(vector.id())))
                .toList();
        if (chosen.isEmpty() && level.isPresent()) {
            throw new UnusableInput("no vector%s is of level %s or before; './pacifica vectors list' shows all"
                    .formatted(globs.isEmpty() ? "" : " that --vectors names", level.get()));
        }
        return chosen;
    }

    /** The options that say where vectors come from, as they would be typed again, with a blank behind each. */
    String source() {
        return files.toString();
    }
}
