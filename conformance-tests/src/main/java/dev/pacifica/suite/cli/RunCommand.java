package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.runner.JsonReport;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.runner.Summary;
import dev.pacifica.suite.target.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
            "0:as expected",
            "1:a vector diverged, crashed or hung, or is flaky",
            "2:usage or unusable input",
            "3:the target could not be run"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private TargetSelection target;

    @Mixin
    private VectorSelection vectors;

    @Option(names = "--report", paramLabel = "FOLDER", description = "Write report.json into this folder.")
    private Path report;

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
        Run run;
        try (Progress progress = Progress.of(chosen.size() * repeat)) {
            run = Run.repeated(repeat, chosenTarget, chosen, Expectations.none(), progress);
        }
        Summary.findings(run).forEach(out::println);
        Summary.lines(run, "./pacifica run " + target + "--vectors").forEach(out::println);
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
}
