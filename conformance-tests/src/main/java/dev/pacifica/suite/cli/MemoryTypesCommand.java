package dev.pacifica.suite.cli;

import dev.pacifica.suite.explain.MemoryTypePage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pacifica memory-types}: what memory types combine to under nested paging. */
@Command(
        name = "memory-types",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what memory types combine to under nested paging: guest, nested and MTRR.",
            "docs/memory-types.md is what this prints."
        })
final class MemoryTypesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(MemoryTypePage.page());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
