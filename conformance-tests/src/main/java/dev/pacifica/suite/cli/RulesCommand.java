package dev.pacifica.suite.cli;

import dev.pacifica.suite.explain.RuleCoverage;
import dev.pacifica.suite.explain.RulePages;
import dev.pacifica.suite.explain.RuleStanding;
import dev.pacifica.suite.explain.RuleTable;
import dev.pacifica.suite.generate.LegalityPage;
import dev.pacifica.suite.rule.RuleArea;
import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.rule.RuleEntry;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Mask;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pacifica rules}: which rules there are, and how far vectors cover them. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Lists the rules of the architecture with how far vectors cover them.")
final class RulesCommand implements Callable<Integer> {
    @ArgGroup(exclusive = true)
    private Only only = new Only();

    @Option(
            names = "--areas",
            paramLabel = "AREA",
            split = ",",
            description = "Only these areas, such as EN,CHK; an area is what a rule's identifier begins with.")
    private List<String> areas = List.of();

    @Option(names = "--write", hidden = true, paramLabel = "FOLDER", description = "Write the rule pages there.")
    private Optional<Path> pages = Optional.empty();

    @Spec
    private CommandSpec spec;

    /** Which rules to show, if not all. */
    static final class Only {
        @Option(names = "--uncovered", description = "Only rules that a vector could observe and none does.")
        private boolean uncovered;

        @Option(names = "--unobservable", description = "Only rules that no vector can observe, with the reason.")
        private boolean unobservable;

        @Option(names = "--planned", description = "Only rules that have not been taken up yet.")
        private boolean planned;

        private List<RuleStanding> shown() {
            if (uncovered) {
                return List.of(RuleStanding.UNCOVERED);
            }
            if (unobservable) {
                return List.of(RuleStanding.UNOBSERVABLE);
            }
            return planned ? List.of(RuleStanding.PLANNED) : List.of(RuleStanding.values());
        }
    }

    @Override
    public Integer call() {
        RuleCatalogue catalogue = RuleCatalogue.published();
        RuleCoverage coverage =
                RuleCoverage.of(GoldenVectors.published(), Mask.published().values());
        PrintWriter out = spec.commandLine().getOut();
        if (pages.isPresent()) {
            Map<String, String> files = RulePages.files(catalogue, coverage);
            write(files, pages.get());
            write(Map.of(LegalityPage.FILE, LegalityPage.content()), pages.get().resolveSibling("."));
            out.printf("%d files in %s%n", files.size(), pages.get());
            return 0;
        }
        List<RuleEntry> rules = areas.isEmpty()
                ? catalogue.rules()
                : areas.stream()
                        .map(area -> area(catalogue, area))
                        .distinct()
                        .flatMap(area -> area.rules().stream())
                        .toList();
        RuleTable.lines(rules, coverage, only.shown()).forEach(out::println);
        return 0;
    }

    private static RuleArea area(RuleCatalogue catalogue, String id) {
        return catalogue
                .area(id.toUpperCase(Locale.ROOT))
                .orElseThrow(() -> new UnusableInput("--areas: there is no area '%s'; nearest: %s"
                        .formatted(id, String.join(", ", catalogue.areasLike(id)))));
    }

    private static void write(Map<String, String> files, Path folder) {
        files.forEach((name, content) -> {
            try {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve(name), content);
            } catch (IOException e) {
                throw new UnusableInput(
                        "%s cannot be written: %s; name a folder that can be, with --write".formatted(name, e));
            }
        });
    }
}
