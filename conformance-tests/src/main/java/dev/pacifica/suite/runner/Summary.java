package dev.pacifica.suite.runner;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.words.Spelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a terminal shows of a run: a line for each result that is not as it should be, at most ten on what is known, and at most ten
 * in all after that.
 */
public final class Summary {
    private static final int SHOWN = 40;
    private static final int FINDINGS_SHOWN = 9;

    private Summary() {}

    /** One line a result that is not as it should be, with its rules and the first difference; the report has the rest. */
    public static List<String> unexpected(Run run) {
        List<String> lines = new ArrayList<>();
        for (Result result : run.unexpected().stream().limit(SHOWN).toList()) {
            lines.add("%s %s (%s): %s"
                    .formatted(
                            name(result.verdict()),
                            result.vector().id(),
                            String.join(", ", result.vector().rules()),
                            what(run, result)));
        }
        if (run.unexpected().size() > SHOWN) {
            lines.add("… and %d more".formatted(run.unexpected().size() - SHOWN));
        }
        run.flaky().stream().limit(SHOWN).map(Summary::flaky).forEach(lines::add);
        return lines;
    }

    private static String what(Run run, Result result) {
        List<String> change = run.change(result);
        if (change.isEmpty()) {
            return result.reason() + more(result.differences().size());
        }
        List<String> ids =
                run.findings(result.vector()).stream().map(Finding::id).toList();
        return "not as %s has it: %s%s".formatted(String.join(", ", ids), change.get(0), more(change.size()));
    }

    private static String more(int count) {
        return count > 1 ? " and %d more".formatted(count - 1) : "";
    }

    /** What is known: a line for each divergence that has vanished, and one for each finding that shows itself. */
    public static List<String> known(Run run) {
        List<String> lines = new ArrayList<>();
        List<Result> vanished = run.standing(Standing.VANISHED);
        for (Result result : vanished.stream().limit(SHOWN).toList()) {
            List<String> ids =
                    run.findings(result.vector()).stream().map(Finding::id).toList();
            lines.add("vanished %s: %s, although %s is known; take it out of the expectations"
                    .formatted(result.vector().id(), name(result.verdict()), String.join(", ", ids)));
        }
        if (vanished.size() > SHOWN) {
            lines.add("… and %d more".formatted(vanished.size() - SHOWN));
        }
        List<Map.Entry<Finding, List<Result>>> known = List.copyOf(run.known().entrySet());
        int shown = known.size() <= FINDINGS_SHOWN + 1 ? known.size() : FINDINGS_SHOWN;
        for (Map.Entry<Finding, List<Result>> entry : known.subList(0, shown)) {
            int count = entry.getValue().size();
            lines.add("known %s (%s%s): %s"
                    .formatted(
                            entry.getKey().id(),
                            count == 1 ? "" : count + ", such as ",
                            example(entry),
                            entry.getKey().title()));
        }
        if (shown < known.size()) {
            lines.add("… and %d more findings; './pacifica findings' shows all".formatted(known.size() - shown));
        }
        return lines;
    }

    /** The smallest vector that shows a finding, if it was run. */
    private static String example(Map.Entry<Finding, List<Result>> entry) {
        List<String> ids =
                entry.getValue().stream().map(result -> result.vector().id()).toList();
        return ids.contains(entry.getKey().smallest()) ? entry.getKey().smallest() : ids.get(0);
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
        lines.add(line("conforming", run.count(Verdict.CONFORMING)));
        int known = run.standing(Standing.KNOWN).size();
        if (known > 0) {
            int findings = run.known().size();
            lines.add(line("known divergences", known)
                    + " by %d %s".formatted(findings, findings == 1 ? "finding" : "findings"));
        }
        for (Verdict verdict : List.of(Verdict.DIVERGING, Verdict.CRASHED, Verdict.HUNG)) {
            lines.add(line(name(verdict), run.unexpected(verdict)));
        }
        lines.add(line(name(Verdict.NOT_APPLICABLE), run.count(Verdict.NOT_APPLICABLE)));
        if (run.repetitions() > 1) {
            lines.add(line("flaky", run.flaky().size()) + " (each ran %d times)".formatted(run.repetitions()));
        }
        if (run.missing() > 0) {
            lines.add(line("without result", run.missing()));
        }
        if (!run.standing(Standing.VANISHED).isEmpty()) {
            lines.add("known divergences that have vanished: %d; see above"
                    .formatted(run.standing(Standing.VANISHED).size()));
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

    private static String line(String what, long count) {
        return "  %-17s %5d".formatted(what, count);
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
        return Spelled.words(verdict);
    }
}
