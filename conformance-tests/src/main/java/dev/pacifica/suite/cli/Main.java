package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.ExpectationFormatException;
import dev.pacifica.suite.target.TargetException;
import dev.pacifica.suite.vector.VectorFormatException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code pacifica} command. */
@Command(
        name = "pacifica",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Conformance suite and reference model for AMD's SVM.",
        subcommands = {
            RunCommand.class,
            ExplainCommand.class,
            TraceCommand.class,
            ExploreCommand.class,
            RulesCommand.class,
            VectorsCommand.class,
            ReportCommand.class,
            ImageCommand.class,
            FindingsCommand.class,
            InterceptsCommand.class,
            MemoryTypesCommand.class,
            NativeCommand.class,
            DevicesCommand.class,
            DemoCommand.class,
            BenchCommand.class
        })
public final class Main implements Runnable {
    /** Usage, or input that cannot be used. */
    static final int USAGE = 2;

    /** The target could not be run. */
    static final int CANNOT_RUN = 3;

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        Charset console = Charset.defaultCharset();
        System.exit(
                run(new PrintWriter(System.out, true, console), new PrintWriter(System.err, true, console), arguments));
    }

    /** Runs the command with its output going to {@code out} and {@code err}, and returns its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> {
                    if (exception instanceof VectorFormatException
                            || exception instanceof ExpectationFormatException
                            || exception instanceof UnusableInput) {
                        commandLine.getErr().println(exception.getMessage());
                        return USAGE;
                    }
                    if (exception instanceof TargetException) {
                        commandLine.getErr().println(exception.getMessage());
                        return CANNOT_RUN;
                    }
                    throw exception;
                })
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Missing command: one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    /** The version, from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"Pacifica " + (version == null ? "(development)" : version)};
        }
    }
}
