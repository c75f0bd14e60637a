package dev.pacifica.suite.runner;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a terminal shows of a run: a line for each result that is not as it should be, and at most ten lines in all after that. */
public final class Summary {
    private static final int SHOWN = 40;

    private Summary() {}

    /** One line a result that is not as it should be, with its rules and the first difference; the report has the rest. */
    public static List<String> findings(Run run) {
        List<String> lines = new ArrayList<>();
        for (Result result : run.unexpected().stream().limit(SHOWN).toList()) {
            lines.add("%s %s (%s): %s%s"
                    .formatted(
                            name(result.verdict()),
                            result.vector().id(),
                            String.join(", ", result.vector().rules()),
                            result.reason(),
                            result.differences().size() > 1
                                    ? " and %d more"
                                            .formatted(result.differences().size() - 1)
                                    : ""));
        }
        if (run.unexpected().size() > SHOWN) {
            lines.add("… and %d more".formatted(run.unexpected().size() - SHOWN));
        }
        return lines;
    }

    /**
     * The summary.
     *
     * @param repeat the command that repeats one vector; the ID is appended
     */
    public static List<String> lines(Run run, String repeat) {
        List<String> lines = new ArrayList<>();
        int count = run.vectors().size();
        lines.add("%d %s on %s".formatted(count, count == 1 ? "vector" : "vectors", run.targetName()));
        for (Verdict verdict : Verdict.values()) {
            lines.add("  %-15s %5d".formatted(name(verdict), run.count(verdict)));
        }
        if (run.missing() > 0) {
            lines.add("  %-15s %5d".formatted("without result", run.missing()));
        }
        contradictions(run).ifPresent(lines::add);
        if (!run.unexpected().isEmpty()) {
            lines.add("repeat one with: " + repeat + " "
                    + run.unexpected().get(0).vector().id());
        }
        if (!run.failure().isEmpty()) {
            lines.add("the target could not be run to the end: " + run.failure());
        }
        return lines;
    }

    /** A line if the target answers differently where the architecture lets an implementation answer once. */
    private static Optional<String> contradictions(Run run) {
        List<InferredChoice> contradictory =
                run.choices().stream().filter(InferredChoice::isContradictory).toList();
        return contradictory.stream()
                .findFirst()
                .map(first -> "contradictory choices: %s by %s%s"
                        .formatted(
                                first.rule(),
                                first.contradiction().stream()
                                        .map(one -> one.vector() + " (" + String.join(" or ", one.answers()) + ")")
                                        .collect(Collectors.joining(" and ")),
                                contradictory.size() > 1
                                        ? "; and %d more rules, see the report".formatted(contradictory.size() - 1)
                                        : ""));
    }

    private static String name(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
