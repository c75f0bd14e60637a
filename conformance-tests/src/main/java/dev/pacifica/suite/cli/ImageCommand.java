package dev.pacifica.suite.cli;

import dev.pacifica.suite.image.ImageBuilder;
import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pacifica image}: writes the bootable image. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        description = "Writes a bootable image that carries the vectors and judges itself.")
final class ImageCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The image: a raw disk, which is also a Multiboot kernel.")
    private Path output;

    @Option(
            names = "--report-all",
            description = "Let the image report every change, not only those of diverging vectors.")
    private boolean reportAll;

    @Option(names = "--served", description = "An image without vectors, which takes them over COM1, one by one.")
    private boolean served;

    @Mixin
    private VectorSelection vectors;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var chosen = served
                ? List.<Vector>of()
                : vectors.chosen().stream()
                        .filter(vector -> vector.events().isEmpty())
                        .toList(); // nobody signals them to an image by itself
        byte[] image = served ? ImageBuilder.served() : ImageBuilder.build(chosen, reportAll);
        try {
            Files.write(output, image);
        } catch (IOException e) {
            throw new UnusableInput("the image cannot be written: %s; name a file that can be, with -o".formatted(e));
        }
        spec.commandLine().getOut().printf("%s: %d bytes, vectors aboard: %d%n", output, image.length, chosen.size());
        return 0;
    }
}
