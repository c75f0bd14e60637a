package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.generate.Confirmations;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.target.BochsTarget;
import dev.pacifica.suite.target.QemuTarget;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.target.TargetException;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pacifica vectors confirm}: which golden vectors the emulators conform to. */
@Command(
        name = "confirm",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the golden vectors on QEMU and Bochs, and writes confirmations.json: which vectors each conforms to.",
            "'vectors generate' then puts that into the vectors."
        })
final class ConfirmCommand implements Callable<Integer> {
    @Option(names = "--into", required = true, paramLabel = "FOLDER", description = "Where the file goes.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Vector> vectors = GoldenVectors.published();
        Confirmations confirmations = Confirmations.published().of(vectors);
        for (Target target : List.of(new QemuTarget(), new BochsTarget())) {
            Run run;
            try (Progress progress = Progress.of(vectors.size())) {
                run = Run.of(target, vectors, Expectations.none(), progress);
            }
            if (!run.failure().isEmpty() || run.missing() > 0) {
                throw new TargetException("nothing is confirmed, as %s could not be run to the end: %s"
                        .formatted(target.name(), run.failure()));
            }
            confirmations = confirmations.with(target.name(), run.results());
        }
        Path file = folder.resolve(Confirmations.FILE);
        try {
            Files.createDirectories(folder);
            Files.writeString(file, confirmations.write());
        } catch (IOException e) {
            throw new UnusableInput(
                    "%s cannot be written: %s; name a folder that can be, with --into".formatted(file, e));
        }
        spec.commandLine()
                .getOut()
                .printf("%s: confirmed vectors: %d of %d%n", file, confirmations.size(), vectors.size());
        return 0;
    }
}
