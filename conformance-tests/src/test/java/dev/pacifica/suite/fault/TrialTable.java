package dev.pacifica.suite.fault;

import dev.pacifica.suite.fault.Trial.Caught;
import java.util.ArrayList;
import java.util.List;

/** Trials as a table for people: who was caught by what. */
final class TrialTable {
    private static final String LINE = "%-46s %-8s %-9s %-9s %s";

    private TrialTable() {}

    static List<String> lines(List<Trial> trials) {
        List<String> lines = new ArrayList<>();
        lines.add(LINE.formatted("fault", "rule", "claims", "outcomes", "first contradicted claim"));
        for (Trial trial : trials) {
            lines.add(LINE.formatted(
                            trial.fault().id(),
                            trial.fault().rule(),
                            trial.byClaim().isPresent() ? "caught" : "SURVIVED",
                            trial.byOutcome().isPresent() ? "caught" : "survived",
                            trial.byClaim().map(TrialTable::words).orElse("")
                                    + trial.stopped()
                                            .map(what -> "  [the model stopped in " + what + "]")
                                            .orElse(""))
                    .stripTrailing());
        }
        long caught =
                trials.stream().filter(trial -> trial.byClaim().isPresent()).count();
        lines.add("%d faults, %d caught by claims, %d by outcomes"
                .formatted(
                        trials.size(),
                        caught,
                        trials.stream()
                                .filter(trial -> trial.byOutcome().isPresent())
                                .count()));
        return lines;
    }

    private static String words(Caught caught) {
        return "%s: %s, %s".formatted(caught.claim().rule(), caught.claim().subject(), caught.vector());
    }
}
