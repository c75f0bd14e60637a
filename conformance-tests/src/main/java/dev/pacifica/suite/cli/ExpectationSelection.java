package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.ExpectationDraft;
import dev.pacifica.suite.expectation.ExpectationFile;
import dev.pacifica.suite.expectation.ExpectationReader;
import dev.pacifica.suite.expectation.ExpectationWriter;
import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.expectation.PublishedExpectations;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say what is known of a target. */
final class ExpectationSelection {
    /** Where the expectations come from; the published ones if nothing is said. */
    static final class Source {
        @Option(
                names = "--expectations",
                paramLabel = "FILE",
                description =
                        "What is known of the target; default: the file that comes with the suite for this target and"
                                + " version, if there is one.")
        private Optional<Path> file = Optional.empty();

        @Option(names = "--no-expectations", description = "Take nothing as known: show every divergence.")
        private boolean none;
    }

    @ArgGroup
    private Source source = new Source();

    @Option(
            names = "--draft-expectations",
            paramLabel = "FILE",
            description =
                    "Write what is known of the target anew, from this run: divergences that a known finding covers are put"
                            + " to it, the others are marked 'untriaged' for a person.")
    private Optional<Path> draft = Optional.empty();

    /**
     * What is known of the target of this name. A run that drafts reads it without checks: it may be stale.
     *
     * @param chosen vectors that may be known besides the golden ones
     * @throws UnusableInput if a file cannot be read
     */
    Expectations chosen(String targetName, List<Vector> chosen) {
        if (draft.isPresent()) {
            return Expectations.of(before(targetName));
        }
        if (source.none) {
            return Expectations.none();
        }
        return source.file
                .map(file -> Optional.of(ExpectationReader.read(file.toString(), content(file), all(chosen))))
                .orElseGet(() -> PublishedExpectations.of(targetName, () -> all(chosen)))
                .map(Expectations::of)
                .orElse(Expectations.none());
    }

    /** What to do about a target of which nothing is known; empty if there is nothing to be done. */
    Optional<String> note(Run run) {
        boolean isKnown = source.none
                || draft.isPresent()
                || source.file.isPresent()
                || PublishedExpectations.forDraft(run.targetName()).isPresent();
        return isKnown || run.unexpected().isEmpty()
                ? Optional.empty()
                : Optional.of(("nothing is known of %s (only of %s): triage its divergences in a file begun with"
                                + " --draft-expectations FILE, and run with --expectations FILE")
                        .formatted(run.targetName(), String.join(" and ", PublishedExpectations.subjects())));
    }

    /**
     * Writes the draft, if one is asked for.
     *
     * @return what came of it, for a person
     * @throws UnusableInput if the run is not complete, or the file cannot be written
     */
    Optional<String> draft(Run run) {
        return draft.map(file -> draft(run, file));
    }

    private String draft(Run run, Path file) {
        if (!run.failure().isEmpty() || run.missing() > 0) {
            throw new UnusableInput(
                    "%s is not written: the run is not complete; mend that, and run again".formatted(file));
        }
        ExpectationFile drafted = ExpectationDraft.of(before(run.targetName()), run.results(), all(run.vectors()));
        try {
            Files.writeString(file, ExpectationWriter.write(drafted));
        } catch (IOException e) {
            throw new UnusableInput("the expectations cannot be written: %s; name a file that can be, with".formatted(e)
                    + " --draft-expectations");
        }
        return "%s: known vectors: %d, of which untriaged: %d%s"
                .formatted(
                        file,
                        drafted.size(),
                        drafted.untriaged().size(),
                        drafted.untriaged().stream()
                                .findFirst()
                                .map(first -> ", the first " + first)
                                .orElse(""));
    }

    private ExpectationFile before(String targetName) {
        if (source.none) {
            return ExpectationFile.empty(targetName);
        }
        return source.file
                .map(file -> ExpectationReader.forDraft(file.toString(), content(file)))
                .or(() -> PublishedExpectations.forDraft(targetName))
                .orElseGet(() -> ExpectationFile.empty(targetName));
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableInput(
                    "%s cannot be read: %s; name an expectation file with --expectations, or begin one with"
                                    .formatted(file, e)
                            + " --draft-expectations");
        }
    }

    private static List<Vector> all(List<Vector> chosen) {
        Map<String, Vector> all = new LinkedHashMap<>();
        GoldenVectors.published().forEach(vector -> all.put(vector.id(), vector));
        chosen.forEach(vector -> all.put(vector.id(), vector));
        return List.copyOf(all.values());
    }
}
