package dev.pacifica.suite.cli;

import dev.pacifica.suite.bench.Comparison;
import dev.pacifica.suite.bench.Comparison.Figure;
import dev.pacifica.suite.bench.Comparison.Measured;
import dev.pacifica.suite.target.BochsTarget;
import dev.pacifica.suite.target.ModelTarget;
import dev.pacifica.suite.target.QemuTarget;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.target.TargetException;
import dev.pacifica.suite.vector.GoldenVectors;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pacifica bench}: the speed of the targets, side by side. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures instructions, world switches, nested walks and vectors a second of the model and of the emulators,",
            "in turn on the same programs. Takes about half a minute a target."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:measured", "2:usage", "3:the target could not be run"})
final class BenchCommand implements Callable<Integer> {
    /** What is measured against the model. */
    enum Other {
        QEMU,
        BOCHS
    }

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "qemu or bochs: measure only it and the model. Default: all that are installed.")
    private Other other;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "5", description = "How many rounds; default 5.")
    private int rounds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (rounds < 1) {
            throw new UnusableInput("--pairs: expected at least 1, found " + rounds);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<Target> targets = new ArrayList<>(List.of(new ModelTarget("full")));
        for (Other one : other == null ? Other.values() : new Other[] {other}) {
            Target target = one == Other.QEMU ? QemuTarget.freeRunning() : new BochsTarget();
            try {
                target.name();
                targets.add(target);
            } catch (TargetException absent) {
                if (other != null) {
                    throw absent;
                }
                err.println("left out: " + absent.getMessage());
            }
        }
        List<Measured> measured = Comparison.of(targets, GoldenVectors.published(), rounds, err::println);
        out.printf(Locale.ROOT, "median of %d %s (least to most)%n", rounds, rounds == 1 ? "round" : "rounds");
        for (Measured one : measured) {
            out.println(one.target());
            line(out, "million instructions/s", one.instructions(), 1e-6);
            line(out, "thousand world switches/s", one.switches(), 1e-3);
            line(out, "thousand 4x4 walks/s", one.walks(), 1e-3);
            line(out, "vectors/s, of %d".formatted(one.vectorsARound()), one.vectors(), 1);
        }
        Measured model = measured.get(0);
        measured.stream()
                .skip(1)
                .forEach(one -> out.printf(
                        Locale.ROOT,
                        "the model runs %.2f times the instructions, %.2f times the world switches and %.2f times the 4x4 walks of %s%n",
                        model.instructions().median() / one.instructions().median(),
                        model.switches().median() / one.switches().median(),
                        model.walks().median() / one.walks().median(),
                        one.target()));
        out.flush();
        return 0;
    }

    private static void line(PrintWriter out, String what, Figure figure, double scale) {
        out.printf(
                Locale.ROOT,
                "  %-28s %10.1f  (%.1f to %.1f)%n",
                what,
                figure.median() * scale,
                figure.least() * scale,
                figure.most() * scale);
    }
}
