package dev.pacifica.suite.cli;

import dev.pacifica.suite.area.Cubes;
import dev.pacifica.suite.area.Cubes.Cube;
import dev.pacifica.suite.generate.Catalogue;
import dev.pacifica.suite.generate.DraftRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pacifica vectors cube}: the enumerations of which only samples are published. */
@Command(
        name = "cube",
        mixinStandardHelpOptions = true,
        description = {
            "Writes enumerations that are too large to be published whole: each combination of what decides has a vector.",
            "The golden vectors have samples of them. The files are the same every time."
        })
final class CubeCommand implements Callable<Integer> {
    /** Exit code when a rule's claim contradicts the model. */
    private static final int REFUSED = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--into", required = true, paramLabel = "FOLDER", description = "Where the files go.")
    private Path folder;

    @Parameters(
            arity = "1..*",
            paramLabel = "CUBE",
            description =
                    "checks (the checks of VMRUN in every guest mode), intercepts (every intercept in every guest mode), nested (every entry of a walk made to fault).")
    private List<String> names;

    @Override
    public Integer call() {
        for (String name : names) {
            Cube cube = cube(name);
            try {
                write(cube, Catalogue.cubeFile(cube));
            } catch (DraftRefused e) {
                spec.commandLine().getErr().println(e.getMessage());
                return REFUSED;
            }
        }
        return 0;
    }

    private static Cube cube(String name) {
        try {
            return Cubes.named(name);
        } catch (IllegalArgumentException e) {
            throw new UnusableInput(String.valueOf(e.getMessage()));
        }
    }

    private void write(Cube cube, String content) {
        Path file = folder.resolve(cube.area() + ".json");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UnusableInput(
                    "%s cannot be written: %s; name a folder that can be, with --into".formatted(file, e));
        }
        spec.commandLine().getOut().printf("%s: './pacifica run --file %s' runs it%n", file, file);
    }
}
