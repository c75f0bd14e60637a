package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.generate.Catalogue;
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
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pacifica vectors}: what vectors there are, and where they come from. */
@Command(
        name = "vectors",
        mixinStandardHelpOptions = true,
        description = "Lists vectors, generates the golden ones anew, or confirms them on emulators.")
final class VectorsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: list, generate or confirm");
    }

    @Command(
            description = "Shows ID, rules and title of the vectors, in the order of study.",
            mixinStandardHelpOptions = true)
    int list(@Mixin VectorSelection vectors) {
        for (Vector vector : vectors.chosen()) {
            spec.commandLine()
                    .getOut()
                    .printf("%-48s %-24s %s%n", vector.id(), String.join(" ", vector.rules()), vector.title());
        }
        return 0;
    }

    @Command(
            description = {
                "Computes the golden vectors from their drafts and the reference model, and writes their files.",
                "Fails if a rule's claim contradicts the model."
            },
            mixinStandardHelpOptions = true)
    int generate(
            @Option(names = "--into", required = true, paramLabel = "FOLDER", description = "Where the files go.")
                    Path folder) {
        Map<String, String> files = Catalogue.files();
        for (Map.Entry<String, String> file : files.entrySet()) {
            try {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            } catch (IOException e) {
                throw new UnusableInput(
                        "%s cannot be written: %s; name a folder that can be, with --into".formatted(file.getKey(), e));
            }
        }
        spec.commandLine().getOut().printf("%d files in %s%n", files.size(), folder);
        return 0;
    }

    @Command(
            description = {
                "Runs the golden vectors on QEMU and Bochs, and writes confirmations.json: which vectors each conforms to.",
                "'vectors generate' then puts that into the vectors."
            },
            mixinStandardHelpOptions = true)
    int confirm(
            @Option(names = "--into", required = true, paramLabel = "FOLDER", description = "Where the file goes.")
                    Path folder) {
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
