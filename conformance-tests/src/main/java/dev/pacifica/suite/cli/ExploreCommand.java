package dev.pacifica.suite.cli;

import dev.pacifica.suite.explore.Ways;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pacifica explore}: every permitted outcome of a vector, and which choices lead to each. */
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a vector on the reference model with all answers to the freedoms that come up on the way, such as whether a"
                    + " translation is still remembered, and shows every outcome with the ways that lead to it.",
            "docs/explore.md describes the output."
        })
final class ExploreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "VECTOR", description = "ID of the vector, such as tlb/changed-without-flush.")
    private String id = "";

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "full",
            description = "The processor that the model is: full (default), zen, barcelona or opteron-f.")
    private String profile = "full";

    @Mixin
    private VectorFiles files;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Ways.through(files.named(id), profile).lines().forEach(out::println);
        } catch (IllegalArgumentException e) {
            throw new UnusableInput(e.getMessage());
        }
        out.flush();
        return 0;
    }
}
