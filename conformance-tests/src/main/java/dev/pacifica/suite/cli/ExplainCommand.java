package dev.pacifica.suite.cli;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.expectation.PublishedExpectations;
import dev.pacifica.suite.explain.RuleExplanation;
import dev.pacifica.suite.explain.VectorExplanation;
import dev.pacifica.suite.explain.VectorLookup;
import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.rule.RuleEntry;
import dev.pacifica.suite.vector.GoldenVectors;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.walk.WalkPicture;
import dev.pacifica.suite.walk.WalkPictures;
import dev.pacifica.suite.walk.WalkSvg;
import dev.pacifica.suite.walk.WalkTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pacifica explain}: a rule or a vector for a person. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Explains a rule: what it says, where the manual says it, which vectors show it, who departs from it;",
            "or a vector: what it sets up, its code, its claims, what is permitted, which rules decide, and, if it",
            "is about translation, the walk through the page tables that matters in it."
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RULE-OR-VECTOR",
            description = "A rule such as CHK-05, or a vector such as checks/asid-0.")
    private String name = "";

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Write the walk of a vector about translation into this file, as a picture.")
    private @Nullable Path picture;

    @Mixin
    private VectorFiles files;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        // Identifiers of vectors have a slash, those of rules have none.
        boolean isVector = name.contains("/");
        if (picture != null && !isVector) {
            throw new UnusableInput("--svg: '%s' is a rule; name a vector about translation".formatted(name));
        }
        List<String> lines = isVector ? explainVector(name) : explainRule(name);
        lines.forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private List<String> explainRule(String id) {
        RuleCatalogue catalogue = RuleCatalogue.published();
        RuleEntry rule = catalogue
                .rule(id.toUpperCase(Locale.ROOT))
                .orElseThrow(() ->
                        new UnusableInput("there is no rule '%s'; nearest: %s; './pacifica rules' shows all %d"
                                .formatted(
                                        id,
                                        String.join(", ", catalogue.rulesLike(id)),
                                        catalogue.rules().size())));
        List<Finding> findings = PublishedExpectations.findings(GoldenVectors.published());
        return RuleExplanation.lines(rule, files.vectors(), findings);
    }

    private List<String> explainVector(String id) {
        RuleCatalogue catalogue = RuleCatalogue.published();
        try {
            Vector vector = VectorLookup.named(id, files.vectors());
            List<String> lines = new ArrayList<>(VectorExplanation.lines(
                    vector,
                    rule -> catalogue.rule(rule).map(entry -> entry.statement().orElse(entry.title()))));
            Optional<WalkPicture> walk = WalkPictures.of(vector);
            walk.ifPresent(drawn -> {
                lines.add("");
                lines.addAll(WalkTree.lines(drawn));
            });
            if (picture != null) {
                draw(
                        picture,
                        walk.orElseThrow(() -> new UnusableInput(
                                "--svg: '%s' is not about translation; name a vector that is".formatted(id))));
            }
            return lines;
        } catch (IllegalArgumentException e) {
            throw new UnusableInput(e.getMessage());
        }
    }

    private static void draw(Path file, WalkPicture walk) {
        try {
            Files.writeString(file, WalkSvg.of(walk));
        } catch (IOException e) {
            throw new UnusableInput("--svg: %s cannot be written: %s; name another file".formatted(file, e));
        }
    }
}
