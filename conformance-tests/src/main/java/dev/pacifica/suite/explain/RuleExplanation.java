package dev.pacifica.suite.explain;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.rule.RuleEntry;
import dev.pacifica.suite.vector.Mask;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A rule for a person at a terminal: what it says, where from, what shows it, and who departs from it. */
public final class RuleExplanation {
    private static final int WIDTH = 100;

    private RuleExplanation() {}

    /**
     * The explanation of a rule.
     *
     * @param rule the rule
     * @param vectors the vectors that may observe it
     * @param findings the divergences that are known of any target
     */
    public static List<String> lines(RuleEntry rule, List<Vector> vectors, List<Finding> findings) {
        RuleCoverage coverage = RuleCoverage.of(vectors, Mask.published().values());
        List<String> lines = new ArrayList<>();
        lines.add(rule.id() + "  " + rule.title());
        lines.add(rule.kind().map(kind -> kind.word() + "; ").orElse("") + rule.section());
        lines.add("");
        lines.addAll(wrapped("", rule.statement().orElse("The statement is not yet written.")));
        section(lines, "permitted, preferred first", numbered(rule.permits()));
        lines.add("");
        lines.addAll(wrapped(
                "",
                "status: " + coverage.inWords(rule)
                        + rule.reason().map(reason -> ". " + reason).orElse("")));
        for (Vector vector : coverage.observers(rule)) {
            lines.add("  %-44s %s".formatted(vector.id(), vector.title()));
        }
        section(
                lines,
                "masks that cite it",
                coverage.masks(rule).stream()
                        .map(mask -> mask.name() + ": " + mask.title())
                        .toList());
        Set<String> answers = coverage.choices(rule);
        section(lines, "choices that outcomes depend on", List.copyOf(answers));
        departures(lines, rule, findings);
        return lines;
    }

    private static void departures(List<String> lines, RuleEntry rule, List<Finding> findings) {
        List<Finding> departing = findings.stream()
                .filter(finding -> finding.rules().contains(rule.id()))
                .toList();
        if (departing.isEmpty()) {
            lines.add("");
            lines.add("No finding names a target that departs from it.");
            return;
        }
        lines.add("");
        lines.add("targets that depart from it:");
        for (Finding finding : departing) {
            lines.addAll(wrapped("  ", finding.id() + ": " + finding.title() + ". " + finding.reason()));
            lines.add("    smallest vector: " + finding.smallest());
        }
    }

    private static void section(List<String> lines, String heading, List<String> items) {
        if (!items.isEmpty()) {
            lines.add("");
            lines.add(heading + ":");
            items.forEach(item -> lines.addAll(wrapped("  ", item)));
        }
    }

    private static List<String> numbered(List<String> items) {
        List<String> numbered = new ArrayList<>();
        for (String item : items) {
            numbered.add("%d. %s".formatted(numbered.size() + 1, item));
        }
        return numbered;
    }

    private static List<String> wrapped(String indent, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH && !line.toString().isBlank()) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(indent);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
