package dev.pacifica.suite.explain;

import dev.pacifica.suite.rule.RuleEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rules as a table for a terminal: identifier, how far covered, title; counts at the end. */
public final class RuleTable {
    private RuleTable() {}

    /**
     * The lines of the table.
     *
     * @param rules the rules that may be shown
     * @param coverage what vectors have to do with them
     * @param shown the standings to show; if it is one, with the reasons; the counts are of all {@code rules} anyway
     */
    public static List<String> lines(List<RuleEntry> rules, RuleCoverage coverage, List<RuleStanding> shown) {
        List<String> lines = new ArrayList<>();
        Map<RuleStanding, Integer> counts = new EnumMap<>(RuleStanding.class);
        for (RuleEntry rule : rules) {
            RuleStanding standing = coverage.standing(rule);
            counts.merge(standing, 1, Integer::sum);
            if (shown.contains(standing)) {
                lines.add("%-12s %-23s %s".formatted(rule.id(), coverage.inWords(rule), rule.title()));
                if (shown.size() == 1) {
                    rule.reason().ifPresent(reason -> lines.add("%-12s %s".formatted("", reason)));
                }
            }
        }
        lines.add("%d rules: %s"
                .formatted(
                        rules.size(),
                        counts.entrySet().stream()
                                .map(count ->
                                        count.getValue() + " " + count.getKey().words())
                                .collect(Collectors.joining(", "))));
        return lines;
    }
}
