package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.runner.JsonReport;
import dev.pacifica.suite.runner.ObservationsFile;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.runner.Summary;
import dev.pacifica.suite.target.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pacifica run}: vectors on a target. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the vectors on a target and says where it departs from the architecture.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:as expected; a known divergence may have vanished",
            "1:a vector diverged, crashed or hung, and that was not known",
            "2:usage or unusable input",
            "3:the target could not be run"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private TargetSelection target;

    @Mixin
    private VectorSelection vectors;

    @Mixin
    private ExpectationSelection expectations;

    @Option(names = "--report", paramLabel = "FOLDER", description = "Write report.json into this folder.")
    private Path report;

    @Option(
            names = "--observations",
            paramLabel = "FILE",
            description = "Write what the target showed, to be judged by other programs: docs/vector-format.md.")
    private Optional<Path> observations = Optional.empty();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        var chosen = vectors.chosen();
        Target chosenTarget = target.chosen();
        Expectations known = expectations.chosen(chosenTarget.name(), chosen);
        Run run;
        ObservationsFile seen = new ObservationsFile(chosenTarget.name());
        try (Progress progress = Progress.of(chosen.size())) {
            run = Run.of(chosenTarget, chosen, known, seen.before(progress));
        }
        Summary.known(run).forEach(out::println);
        Summary.unexpected(run).forEach(out::println);
        Summary.lines(run, "./pacifica run " + target + "--vectors").forEach(out::println);
        observations.ifPresent(file -> write(seen, file));
        expectations.note(run).ifPresent(out::println);
        expectations.draft(run).ifPresent(out::println);
        if (report != null) {
            try {
                out.println("report: " + JsonReport.write(run, report));
            } catch (IOException e) {
                throw new UnusableInput(
                        "the report cannot be written: %s; name a folder that can be, with --report".formatted(e));
            }
        }
        out.flush();
        return run.exitCode();
    }

    private static void write(ObservationsFile seen, Path file) {
        try {
            Files.writeString(file, seen.content());
        } catch (IOException e) {
            throw new UnusableInput(
                    "the observations cannot be written: %s; name a file that can be, with --observations"
                            .formatted(e));
        }
    }
}
