package dev.pacifica.suite.report;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.report.Page.Cause;
import dev.pacifica.suite.report.Page.Departure;
import dev.pacifica.suite.report.Report.Details;
import dev.pacifica.suite.report.Report.RuleResults;
import dev.pacifica.suite.report.Report.VectorResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Groups the departures of a run by what is behind them: by finding where one is known; otherwise by the fields that differ, which
 * is most often the same thing.
 */
final class Causes {
    private static final int MOST_FIELDS = 4;

    /** What departures have in common. */
    private record Key(Mark mark, Optional<Finding> finding, String title) {}

    private final String prefix;
    private final Report report;
    private final PageSpace space;
    private final Map<String, Finding> findings;
    private final Map<String, RuleResults> rules;
    private final Map<String, Details> details;
    private final Set<String> told = new HashSet<>();
    private final List<Cause> all = new ArrayList<>();

    Causes(String prefix, Report report, PageSpace space) {
        this.prefix = prefix;
        this.report = report;
        this.space = space;
        this.findings = report.findings().stream().collect(byId(Finding::id));
        this.rules = report.rules().stream().collect(byId(RuleResults::rule));
        this.details = report.details().stream().collect(byId(Details::vector));
        Map<Key, List<VectorResult>> groups = new LinkedHashMap<>();
        for (VectorResult result : report.results()) {
            Mark mark = PageLayout.mark(result);
            if (mark != Mark.CONFORMING && mark != Mark.NOT_APPLICABLE) {
                groups.computeIfAbsent(key(mark, result), key -> new ArrayList<>())
                        .add(result);
            }
        }
        groups.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Key, List<VectorResult>> group) ->
                                group.getKey().mark())
                        .thenComparing(group -> -group.getValue().size()))
                .forEach(group -> all.add(cause(group.getKey(), group.getValue())));
    }

    /** The causes, the most alarming first, then those with the most vectors. */
    List<Cause> all() {
        return all;
    }

    /** IDs of the vectors that the page tells of. */
    Set<String> told() {
        return told;
    }

    /** Where on the page a vector of the run with this prefix is told of. */
    static String anchor(String prefix, VectorResult result) {
        return prefix + "/" + result.vector();
    }

    private Key key(Mark mark, VectorResult result) {
        Optional<Finding> finding = result.findings().stream()
                .filter(findings::containsKey)
                .map(findings::get)
                .findFirst();
        if ((mark == Mark.KNOWN || mark == Mark.VANISHED) && finding.isPresent()) {
            return new Key(
                    mark, finding, finding.get().id() + " " + finding.get().title());
        }
        return new Key(
                mark,
                Optional.empty(),
                switch (mark) {
                    case CRASHED -> "The target died";
                    case HUNG -> "The target went silent";
                    case VANISHED -> "Divergences that have vanished";
                    default -> fields(result);
                });
    }

    private static String fields(VectorResult result) {
        List<String> fields = result.differences().stream()
                .map(difference -> field(difference.subject()))
                .distinct()
                .toList();
        if (fields.isEmpty()) {
            return "No difference was recorded";
        }
        String first = fields.stream().limit(MOST_FIELDS).collect(Collectors.joining(", "));
        int more = fields.size() - MOST_FIELDS;
        return "Not as permitted: " + first + (more > 0 ? " and " + more + " more" : "");
    }

    /** The subject of a difference without addresses: {@code EXITCODE} for the EXITCODE of any VMCB. */
    private static String field(String subject) {
        if (subject.startsWith("vmcb@")) {
            return subject.substring(subject.indexOf('.') + 1);
        }
        return subject.replaceFirst("@0x[0-9a-f]+", "");
    }

    private Cause cause(Key key, List<VectorResult> results) {
        List<Departure> departures = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (VectorResult result : results) {
            if (space.takeTold()) {
                told.add(result.vector());
                departures.add(departure(key, result, space.takeInFull(departures.size())));
            } else {
                leftOut.add(result.vector());
            }
        }
        int named = Math.min(leftOut.size(), space.mostNamed());
        return new Cause(
                prefix + "-c" + (all.size() + 1),
                key.title(),
                key.mark(),
                results.size(),
                key.finding().isPresent() ? "" : results.get(0).reason(),
                key.finding(),
                departures,
                leftOut.subList(0, named),
                leftOut.size() - named);
    }

    private Departure departure(Key key, VectorResult result, boolean inFull) {
        Optional<String> main = key.finding().map(Finding::id);
        return new Departure(
                anchor(prefix, result),
                result,
                key.mark(),
                result.rules().stream()
                        .map(rule -> rules.getOrDefault(rule, new RuleResults(rule, "", "", 0, 0, 0, 0, 0, 0, 0, 0, 0)))
                        .toList(),
                result.findings().stream()
                        .filter(id -> !main.equals(Optional.of(id)))
                        .map(id -> Optional.ofNullable(findings.get(id))
                                .map(one -> id + " " + one.title())
                                .orElse(id))
                        .toList(),
                report.repeat() + " " + result.vector(),
                inFull ? Optional.ofNullable(details.get(result.vector())) : Optional.empty());
    }

    /** By ID; of a report that names one twice, the first counts. */
    private static <T> Collector<T, ?, Map<String, T>> byId(Function<T, String> id) {
        return Collectors.toMap(id, Function.identity(), (first, second) -> first);
    }
}
