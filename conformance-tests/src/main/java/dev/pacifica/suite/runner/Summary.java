package dev.pacifica.suite.runner;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        run.flaky().stream().limit(SHOWN).map(Summary::flaky).forEach(lines::add);
        return lines;
    }

    private static String flaky(Repetition.Flaky flaky) {
        return flaky.seen().stream()
                .map(seen -> "%d times %s %s"
                        .formatted(
                                seen.times(),
                                name(seen.result().verdict()),
                                seen.result().reason())
                        .strip())
                .collect(Collectors.joining("; ", "flaky " + flaky.vector().id() + ": ", ""));
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
        if (run.repetitions() > 1) {
            lines.add("  %-15s %5d (each ran %d times)"
                    .formatted("flaky", run.flaky().size(), run.repetitions()));
        }
        if (run.missing() > 0) {
            lines.add("  %-15s %5d".formatted("without result", run.missing()));
        }
        if (!run.unexpected().isEmpty()) {
            lines.add("repeat one with: " + repeat + " "
                    + run.unexpected().get(0).vector().id());
        }
        if (!run.failure().isEmpty()) {
            lines.add("the target could not be run to the end: " + run.failure());
        }
        return lines;
    }

    private static String name(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
