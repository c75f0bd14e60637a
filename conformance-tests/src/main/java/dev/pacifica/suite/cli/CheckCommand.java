package dev.pacifica.suite.cli;

import dev.pacifica.suite.lint.DataSet;
import dev.pacifica.suite.lint.Linter;
import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.vector.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pacifica vectors check}: everything that is wrong with data files. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks vectors and the data beside them, and reports all problems by file, line, vector and field:",
            "schemas, names, guards, claims against outcomes, code against listings, canonical form, and MANIFEST.json."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:nothing is wrong", "2:something is, or a file cannot be read"})
final class CheckCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE|FOLDER",
            arity = "0..*",
            description = "Vector files, or folders of data files; the published ones if none is named.")
    private List<Path> paths = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Problem> problems = Linter.check(sets(), RuleCatalogue.published().ids());
        PrintWriter err = spec.commandLine().getErr();
        problems.forEach(err::println);
        if (!problems.isEmpty()) {
            err.printf("%d %s%n", problems.size(), problems.size() == 1 ? "problem" : "problems");
            return Main.USAGE;
        }
        spec.commandLine().getOut().println("nothing is wrong");
        return 0;
    }

    private List<DataSet> sets() {
        if (paths.isEmpty()) {
            return List.of(DataSet.published());
        }
        List<DataSet> sets = new ArrayList<>();
        for (Path path : new LinkedHashSet<>(paths)) {
            try {
                sets.add(Files.isDirectory(path) ? DataSet.ofFolder(path) : DataSet.ofFile(path));
            } catch (IOException e) {
                throw new UnusableInput("%s: cannot be read: %s; name a vector file or a folder".formatted(path, e));
            }
        }
        return sets;
    }
}
