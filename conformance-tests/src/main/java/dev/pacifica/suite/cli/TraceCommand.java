package dev.pacifica.suite.cli;

import dev.pacifica.suite.trace.VectorTrace;
import dev.pacifica.suite.vector.Vector;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pacifica trace}: what the model does with a vector. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a vector on the reference model and shows what every step does, to be laid beside the log of another"
                    + " implementation: instruction, table walks, exceptions, VMRUN and #VMEXIT, changed registers and"
                    + " memory.",
            "docs/trace.md describes the output."
        })
final class TraceCommand implements Callable<Integer> {
    @Parameters(paramLabel = "VECTOR", description = "ID of the vector, such as checks/asid-0.")
    private String id;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "full",
            description = "The processor that the model is: full (default), zen, barcelona or opteron-f.")
    private String profile;

    @Option(names = "--json", description = "A JSON object a line, for scripts.")
    private boolean json;

    @Option(names = "--rules", description = "Show the rules that each step decided: + applied, - did not apply.")
    private boolean rules;

    @Mixin
    private VectorFiles files;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        VectorTrace trace;
        try {
            Vector vector = files.named(id);
            trace = VectorTrace.of(vector, profile);
        } catch (IllegalArgumentException e) {
            throw new UnusableInput(e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        (json ? trace.json(rules) : trace.text(rules)).forEach(out::println);
        out.flush();
        return 0;
    }
}
