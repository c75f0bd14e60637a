package dev.pacifica.suite.cli;

import dev.pacifica.suite.campaign.DeviceCampaign;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pacifica devices}: random devices against the Device Exclusion Vector of the model. */
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description = {
            "Lets random devices ask for memory on the model while software changes what the Device",
            "Exclusion Vector forbids, and holds each answer and all of memory against the definition."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all answers were right", "1:one was wrong", "2:usage"})
final class DevicesCommand implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Which campaign; default 1.")
    private long seed;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Register writes, changes of vectors and requests; default 100000.")
    private int steps;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (steps < 1) {
            throw new UnusableInput("--steps: expected at least 1, found " + steps);
        }
        DeviceCampaign.Report report = DeviceCampaign.run(seed, steps);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%d steps: %d requests, %d denied; for %d a remembered bit might decide, and did for %d%n",
                report.steps(), report.requests(), report.denied(), report.open(), report.remembered());
        report.violation().ifPresent(what -> out.println("wrong after " + report.steps() + " steps: " + what));
        out.flush();
        return report.violation().isEmpty() ? 0 : 1;
    }
}
