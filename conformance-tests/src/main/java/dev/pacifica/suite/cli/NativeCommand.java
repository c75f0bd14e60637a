package dev.pacifica.suite.cli;

import dev.pacifica.suite.hardware.Campaign;
import dev.pacifica.suite.hardware.RunnerException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pacifica native}: the model against the processor that it runs on. */
@Command(
        name = "native",
        mixinStandardHelpOptions = true,
        description = {
            "Runs random user-mode snippets of 64- and 32-bit code on this processor and on the model, and",
            "compares registers, flags, memory and exceptions. Needs Linux on AMD64, and gcc."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no difference", "1:at least one difference", "2:usage", "3:the native runner cannot be used"
        })
final class NativeCommand implements Callable<Integer> {
    @Option(names = "--cases", paramLabel = "N", defaultValue = "100000", description = "How many; default 100000.")
    private long cases;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which series of snippets; default 1. The same seed gives the same snippets.")
    private long seed;

    @Option(names = "--first", paramLabel = "N", defaultValue = "0", description = "Where in the series to begin.")
    private long first;

    @Option(names = "--media", description = "Snippets of x87, MMX and SSE instructions instead of integer ones.")
    private boolean media;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (cases < 1) {
            throw new UnusableInput("--cases: expected at least 1, found " + cases);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Campaign campaign = Campaign.start()) {
            out.println(campaign.processor());
            Campaign.Result result = media ? campaign.runMedia(seed, first, cases) : campaign.run(seed, first, cases);
            result.byMnemonic().forEach((mnemonic, count) -> out.printf("  %-18s %8d%n", mnemonic, count));
            if (!campaign.leftOut().isEmpty()) {
                out.println(
                        "not in this processor or in the model's profile: " + String.join(", ", campaign.leftOut()));
            }
            if (!result.missing().isEmpty()) {
                out.println("the model does not have: " + String.join(", ", result.missing()));
            }
            for (Campaign.Difference difference : result.differences()) {
                out.printf("%ndifference in case %d of seed %d%n", difference.number(), seed);
                out.print(difference.reproducer());
                difference.differences().stream().limit(12).forEach(line -> out.println("  " + line));
            }
            out.printf(
                    "%n%d compared (%d ended by an exception of their own), %d with an instruction that the model lacks,"
                            + " %d without a defined result, %d differ%n",
                    result.compared(), result.faulted(), result.notModelled(), result.undefined(), result.differing());
            out.flush();
            return result.differing() == 0 ? 0 : 1;
        } catch (RunnerException unusable) {
            err.println(unusable.getMessage());
            return Main.CANNOT_RUN;
        }
    }
}
