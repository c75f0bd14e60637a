package dev.pacifica.suite.cli;

import dev.pacifica.suite.explain.InterceptPage;
import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.vector.ExitTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pacifica intercepts}: the table of intercepts and exit codes. */
@Command(
        name = "intercepts",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the intercepts and exit codes: VMCB bits, rules, and what the exit information holds.",
            "docs/intercepts.md is what this prints."
        })
final class InterceptsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(InterceptPage.of(ExitTable.published(), RuleCatalogue.published()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
