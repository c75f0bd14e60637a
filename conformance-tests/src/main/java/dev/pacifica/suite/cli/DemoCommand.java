package dev.pacifica.suite.cli;

import dev.pacifica.suite.demo.Demonstration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pacifica demo}: things to watch. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Shows on the reference model what a mechanism is for.")
final class DemoCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command: one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    /** {@code pacifica demo skinit}: a secure launch. */
    @Command(
            name = "skinit",
            mixinStandardHelpOptions = true,
            description = {
                "Launches a small secure loader while a device tries to change it: before, during and after the measurement.",
                "docs/skinit.md explains what is seen."
            })
    void skinit(
            @Option(names = "--svg", paramLabel = "FILE", description = "Writes the picture to this file.") @Nullable
                    Path picture) {
        Demonstration demonstration = new Demonstration();
        PrintWriter out = spec.commandLine().getOut();
        boolean hasColours = Boolean.getBoolean("pacifica.terminal") && System.getenv("NO_COLOR") == null;
        demonstration.timeline(hasColours).forEach(out::println);
        out.flush();
        if (picture != null) {
            try {
                Files.writeString(picture, demonstration.picture());
            } catch (IOException e) {
                throw new UnusableInput(
                        "the picture cannot be written: %s; name a file that can be, with --svg".formatted(e));
            }
        }
    }
}
