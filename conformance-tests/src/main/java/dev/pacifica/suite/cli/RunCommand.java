package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.report.Report;
import dev.pacifica.suite.report.ReportFolder;
import dev.pacifica.suite.report.RuleTexts;
import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.runner.ObservationsFile;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.runner.Summary;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            "1:a vector diverged, crashed or hung, and that was not known; or a vector is flaky",
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

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Write report.json, junit.xml and index.html into this folder.")
    private Path report;

    @Option(
            names = "--observations",
            paramLabel = "FILE",
            description = "Write what the target showed, to be judged by other programs: docs/vector-format.md.")
    private Optional<Path> observations = Optional.empty();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Run every vector N times and list those whose results differ.")
    private int repeat;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (repeat < 1) {
            throw new UnusableInput("--repeat: expected a number from 1 up, found " + repeat);
        }
        var chosen = vectors.chosen();
        Target chosenTarget = target.chosen();
        Optional<ReportFolder> folder = reportFolder();
        Expectations known = expectations.chosen(chosenTarget.name(), chosen);
        Run run;
        ObservationsFile seen = new ObservationsFile(chosenTarget.name());
        try (Progress progress = Progress.of(chosen.size() * repeat)) {
            run = Run.repeated(repeat, chosenTarget, chosen, known, seen.before(progress));
        }
        String again = "./pacifica run " + target + vectors.source() + "--vectors";
        Summary.known(run).forEach(out::println);
        Summary.unexpected(run).forEach(out::println);
        lastState(chosenTarget, run).forEach(out::println);
        Summary.lines(run, again).forEach(out::println);
        observations.ifPresent(file -> write(seen, file));
        expectations.note(run).ifPresent(out::println);
        expectations.draft(run).ifPresent(out::println);
        if (folder.isPresent()) {
            write(folder.get(), Report.of(run, ruleTexts(), again));
            out.println("report: " + report.resolve(ReportFolder.PAGE));
        }
        out.flush();
        return run.exitCode();
    }

    /** Of the first vector that came to an end at which vectors do not end; one screen is enough. */
    private static List<String> lastState(Target target, Run run) {
        for (Result result : run.unexpected()) {
            List<String> lines = target.lastState(result);
            if (!lines.isEmpty()) {
                List<String> all =
                        new ArrayList<>(List.of("how " + result.vector().id() + " came to its end:"));
                all.addAll(lines);
                return all;
            }
        }
        return List.of();
    }

    /** Where reports go. Found out before the run, which may be long. */
    private Optional<ReportFolder> reportFolder() {
        if (report == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ReportFolder.at(report));
        } catch (IOException e) {
            throw new UnusableInput("--report: " + e.getMessage());
        }
    }

    private static void write(ReportFolder folder, Report report) {
        try {
            folder.write(report);
        } catch (IOException e) {
            throw new UnusableInput("--report: " + e.getMessage());
        }
    }

    private static RuleTexts ruleTexts() {
        RuleCatalogue catalogue = RuleCatalogue.published();
        return id -> catalogue
                .rule(id)
                .map(rule ->
                        new RuleTexts.RuleText(rule.title(), rule.statement().orElse("")));
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
