package dev.pacifica.suite.cli;

import dev.pacifica.suite.target.BochsTarget;
import dev.pacifica.suite.target.CommandTarget;
import dev.pacifica.suite.target.ImageTarget;
import dev.pacifica.suite.target.ModelTarget;
import dev.pacifica.suite.target.QemuTarget;
import dev.pacifica.suite.target.ServedTarget;
import dev.pacifica.suite.target.Target;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options that choose a target. */
final class TargetSelection {
    /** The targets by name. */
    enum Kind {
        MODEL,
        QEMU,
        BOCHS,
        COMMAND
    }

    @Option(
            names = "--target",
            paramLabel = "NAME",
            defaultValue = "model",
            description = "model (the embedded reference model, default), qemu, bochs, or command (see --command).")
    private Kind kind;

    @Option(
            names = "--command",
            paramLabel = "TEMPLATE",
            description = "The command that starts another full-system emulator: {image} stands for the disk image,"
                    + " {serial} for the file to which COM1 is to be written (with --served {port}, the TCP port of 127.0.0.1 to"
                    + " which it is to be connected). Implies --target command.")
    private String command;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "full",
            description = "The processor that the model is: full (default), zen, barcelona or opteron-f.")
    private String profile;

    @Option(
            names = "--boot",
            paramLabel = "HOW",
            defaultValue = "kernel",
            description =
                    "How QEMU starts the image: kernel (Multiboot, default; output on port E9h) or disk (output on COM1).")
    private QemuTarget.Start boot;

    @Option(
            names = "--silence",
            paramLabel = "SECONDS",
            description =
                    "After how long without output an emulator counts as hung, or as halted where it may halt, after a fifth of it; default 20.")
    private Long silence;

    @Option(
            names = "--served",
            description = "Give the emulator the vectors one by one over COM1, instead of all at once in its image.")
    private boolean served;

    Target chosen() {
        Duration patience = silence == null ? ImageTarget.DEFAULT_SILENCE : Duration.ofSeconds(silence);
        if (patience.isNegative() || patience.isZero()) {
            throw new UnusableInput("--silence: expected at least 1 second, found " + silence);
        }
        return switch (command != null ? Kind.COMMAND : kind) {
            case MODEL -> model();
            case QEMU -> image(new QemuTarget(boot, patience));
            case BOCHS -> image(new BochsTarget(patience));
            case COMMAND -> image(command(patience));
        };
    }

    private Target image(ImageTarget target) {
        return served ? new ServedTarget(target) : target;
    }

    private Target model() {
        if (served) {
            throw new UnusableInput(
                    "--served: the model runs in this process and has no COM1; expected --target qemu or bochs,"
                            + " or --command with {port}");
        }
        try {
            return new ModelTarget(profile);
        } catch (IllegalArgumentException e) {
            throw new UnusableInput("--profile: " + e.getMessage());
        }
    }

    private CommandTarget command(Duration patience) {
        if (command == null) {
            throw new UnusableInput("--target command needs --command TEMPLATE, such as"
                    + " --command 'my-emulator --disk {image} --com1-log {serial}'");
        }
        try {
            return served ? CommandTarget.served(command, patience) : new CommandTarget(command, patience);
        } catch (IllegalArgumentException e) {
            throw new UnusableInput("--command: " + e.getMessage());
        }
    }

    /** The options as they would be typed again, with a blank behind each. */
    @Override
    public String toString() {
        String mode = served ? "--served " : "";
        if (command != null) {
            return "--command '" + command + "' " + mode;
        }
        String chosen = kind == Kind.MODEL ? "" : "--target " + kind.name().toLowerCase(Locale.ROOT) + " " + mode;
        return profile.equals("full") ? chosen : chosen + "--profile " + profile + " ";
    }
}
