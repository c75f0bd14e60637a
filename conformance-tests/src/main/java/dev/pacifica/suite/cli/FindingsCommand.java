package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.FindingsDocument;
import dev.pacifica.suite.expectation.PublishedExpectations;
import dev.pacifica.suite.vector.GoldenVectors;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pacifica findings}: what is known of the emulators. */
@Command(
        name = "findings",
        mixinStandardHelpOptions = true,
        description = {
            "Shows where QEMU and Bochs are known to depart from the architecture, and why.",
            "docs/findings.md is what this prints."
        })
final class FindingsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(FindingsDocument.of(PublishedExpectations.all(GoldenVectors.published())));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
