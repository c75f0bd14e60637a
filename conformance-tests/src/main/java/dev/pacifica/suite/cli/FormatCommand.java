package dev.pacifica.suite.cli;

import dev.pacifica.suite.vector.VectorReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pacifica vectors format}: vector files in their one published form. */
@Command(
        name = "format",
        mixinStandardHelpOptions = true,
        description = "Rewrites vector files in canonical form: a vector a line, sorted by ID, fields in fixed order.")
final class FormatCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Vector files.")
    private List<Path> files = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        for (Path file : files) {
            boolean isChanged = format(file);
            spec.commandLine().getOut().println(file + (isChanged ? ": formatted" : ": unchanged"));
        }
        return 0;
    }

    private static boolean format(Path file) {
        byte[] before;
        try {
            before = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableInput("%s: cannot be read: %s; name a vector file".formatted(file, e));
        }
        byte[] after = VectorReader.formatted(file.toString(), before).getBytes(StandardCharsets.UTF_8);
        if (Arrays.equals(before, after)) {
            return false;
        }
        try {
            Files.write(file, after);
        } catch (IOException e) {
            throw new UnusableInput("%s: cannot be written: %s".formatted(file, e));
        }
        return true;
    }
}
