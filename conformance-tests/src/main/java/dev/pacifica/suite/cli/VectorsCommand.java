package dev.pacifica.suite.cli;

import dev.pacifica.suite.generate.Catalogue;
import dev.pacifica.suite.generate.DraftRefused;
import dev.pacifica.suite.manifest.Manifest;
import dev.pacifica.suite.vector.PublishedFiles;
import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        description =
                "Lists, checks and formats vectors, generates the golden ones anew, or confirms them on emulators.",
        subcommands = {CheckCommand.class, FormatCommand.class, ConfirmCommand.class, CubeCommand.class})
final class VectorsCommand implements Runnable {
    /** Exit code of {@code generate} when a rule's claim contradicts the model. */
    private static final int REFUSED = 1;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Missing command: one of "
                        + String.join(", ", spec.subcommands().keySet()));
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
        Map<String, String> files;
        try {
            files = Catalogue.files();
        } catch (DraftRefused e) {
            spec.commandLine().getErr().println(e.getMessage());
            return REFUSED;
        }
        files.forEach((file, content) -> write(folder, file, content));
        try {
            write(folder, Manifest.FILE, Catalogue.manifest(PublishedFiles.of(folder), files));
        } catch (IOException e) {
            throw new UnusableInput("%s cannot be read: %s".formatted(folder, e));
        }
        spec.commandLine().getOut().printf("%d files in %s%n", files.size() + 1, folder);
        return 0;
    }

    @Command(
            description = {
                "Writes base vectors: general-purpose instructions one by one as guests in every mode and in the host program.",
                "The golden vectors have a sample of them. The same seed gives the same files."
            },
            mixinStandardHelpOptions = true)
    int base(
            @Option(names = "--into", required = true, paramLabel = "FOLDER", description = "Where the files go.")
                    Path folder,
            @Option(
                            names = "--seed",
                            defaultValue = "1",
                            description = "Another seed gives other operands. Default: ${DEFAULT-VALUE}.")
                    long seed,
            @Option(
                            names = "--count",
                            defaultValue = "3000",
                            description =
                                    "The least number of vectors: whole rounds over all forms are made. Default: ${DEFAULT-VALUE}.")
                    int count) {
        if (seed < 0 || count < 1) {
            throw new UnusableInput(
                    "--seed %d --count %d: a seed is 0 or more, a count is 1 or more".formatted(seed, count));
        }
        Map<String, String> files;
        try {
            files = Catalogue.baseFiles(seed, count);
        } catch (DraftRefused e) {
            spec.commandLine().getErr().println(e.getMessage());
            return REFUSED;
        }
        files.forEach((file, content) -> write(folder, file, content));
        spec.commandLine()
                .getOut()
                .printf("%d files in %s; './pacifica run --file %s' runs them%n", files.size(), folder, folder);
        return 0;
    }

    private static void write(Path folder, String file, String content) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new UnusableInput(
                    "%s cannot be written: %s; name a folder that can be, with --into".formatted(file, e));
        }
    }
}
