package dev.pacifica.suite.cli;

import dev.pacifica.suite.report.JsonReport;
import dev.pacifica.suite.report.Report;
import dev.pacifica.suite.report.ReportFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pacifica report}: several runs on one page. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Puts the reports of several runs side by side on one HTML page, a column a run.")
final class ReportCommand implements Callable<Integer> {
    @Option(
            names = "--into",
            required = true,
            paramLabel = "FOLDER",
            description = "Write index.html into this folder.")
    private Path folder;

    @Parameters(
            arity = "1..*",
            paramLabel = "REPORT",
            description = "A report.json, or the folder that holds it, from './pacifica run --report FOLDER'.")
    private List<Path> files;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            ReportFolder into = ReportFolder.at(folder);
            List<Report> reports = new ArrayList<>();
            for (Path file : files) {
                reports.add(JsonReport.read(file));
            }
            into.write(reports);
        } catch (IOException e) {
            throw new UnusableInput(e.getMessage());
        }
        spec.commandLine().getOut().println("report: " + folder.resolve(ReportFolder.PAGE));
        return 0;
    }
}
