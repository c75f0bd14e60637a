package dev.pacifica.suite.report;

import dev.pacifica.suite.report.Page.AreaTally;
import dev.pacifica.suite.report.Page.Cell;
import dev.pacifica.suite.report.Page.Column;
import dev.pacifica.suite.report.Page.Link;
import dev.pacifica.suite.report.Page.RuleArea;
import dev.pacifica.suite.report.Page.RuleRow;
import dev.pacifica.suite.report.Page.VectorArea;
import dev.pacifica.suite.report.Page.VectorRow;
import dev.pacifica.suite.report.Report.RuleResults;
import dev.pacifica.suite.report.Report.VectorResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Arranges reports on a page, and keeps the page to a size that a browser likes. */
final class PageLayout {
    /** How many departures of one rule a cell links to. */
    private static final int MOST_LINKS = 12;
    /** How many vectors the table of vectors lists. */
    private static final int MOST_VECTORS = 2000;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final List<Column> columns = new ArrayList<>();
    /** For each run, vector ID to result. */
    private final List<Map<String, VectorResult>> results = new ArrayList<>();
    /** For each run, IDs of the vectors that the page tells of. */
    private final List<Set<String>> told = new ArrayList<>();

    private PageLayout() {}

    static Page of(List<Report> reports) {
        PageLayout layout = new PageLayout();
        PageSpace space = new PageSpace();
        reports.forEach(report -> layout.add(report, space));
        List<VectorArea> vectors = layout.vectors();
        int listed = vectors.stream().mapToInt(area -> area.rows().size()).sum();
        int all = vectors.stream().mapToInt(VectorArea::count).sum();
        return new Page(layout.notes(), layout.columns, layout.areas(), vectors, all - listed);
    }

    private void add(Report report, PageSpace space) {
        String id = "t" + (columns.size() + 1);
        Map<String, Tally> areas = new TreeMap<>();
        Map<String, VectorResult> byId = new LinkedHashMap<>();
        for (VectorResult result : report.results()) {
            byId.put(result.vector(), result);
            areas.merge(result.area(), Tally.one(mark(result)), Tally::plus);
        }
        Tally tally = areas.values().stream().reduce(Tally.NONE, Tally::plus);
        if (report.counts().withoutResult() > 0) {
            tally = tally.plus(
                    new Tally(Map.of(Mark.WITHOUT_RESULT, report.counts().withoutResult())));
        }
        Causes causes = new Causes(id, report, space);
        results.add(byId);
        columns.add(new Column(
                id,
                label(report.target().name()),
                report,
                tally,
                areas.entrySet().stream()
                        .map(area -> new AreaTally(area.getKey(), area.getValue()))
                        .toList(),
                causes.all(),
                report.choices()));
        told.add(causes.told());
    }

    private String label(String name) {
        long before = columns.stream()
                .filter(column -> column.report().target().name().equals(name))
                .count();
        return before == 0 ? name : name + " (" + (before + 1) + ")";
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        long sets = columns.stream()
                .map(column -> column.report().vectors().sha256())
                .distinct()
                .count();
        if (sets > 1) {
            notes.add("These runs are of different sets of vectors: compare counts with care.");
        }
        for (Column column : columns) {
            if (!column.report().complete()) {
                notes.add(column.label() + " could not be run to the end, "
                        + column.report().counts().withoutResult() + " of "
                        + column.report().counts().vectors() + " vectors have no result: "
                        + column.report().failure());
            }
            column.report()
                    .flaky()
                    .forEach(flaky -> notes.add(
                            "%s is flaky on %s: %s".formatted(flaky.vector(), column.label(), flaky.inWords())));
            column.choices().stream()
                    .filter(Report.ChoiceAnswers::contradictory)
                    .forEach(choice -> notes.add(
                            "%s answers %s in different ways, where the architecture lets an implementation choose once: see the choices."
                                    .formatted(column.label(), choice.rule())));
        }
        return notes;
    }

    private List<RuleArea> areas() {
        Map<String, Map<String, List<Optional<RuleResults>>>> areas = new LinkedHashMap<>();
        for (int column = 0; column < columns.size(); column++) {
            for (RuleResults rule : columns.get(column).report().rules()) {
                areas.computeIfAbsent(area(rule.rule()), area -> new TreeMap<>(inOrder()))
                        .computeIfAbsent(rule.rule(), key -> empty(columns.size()))
                        .set(column, Optional.of(rule));
            }
        }
        List<Map<String, List<VectorResult>>> departures =
                results.stream().map(PageLayout::departures).toList();
        return areas.entrySet().stream()
                .map(area -> new RuleArea(
                        area.getKey(),
                        area.getValue().values().stream()
                                .map(inRuns -> row(inRuns, departures))
                                .toList()))
                .toList();
    }

    /** By the numbers in them: VMCB-2, VMCB-15, VMCB-15.0, VMCB-100. */
    private static Comparator<String> inOrder() {
        return Comparator.comparing((String rule) -> NUMBER.matcher(rule)
                        .replaceAll(number ->
                                "0".repeat(Math.max(0, 8 - number.group().length())) + number.group()))
                .thenComparing(Comparator.naturalOrder());
    }

    private RuleRow row(List<Optional<RuleResults>> inRuns, List<Map<String, List<VectorResult>>> departures) {
        RuleResults any = inRuns.stream().flatMap(Optional::stream).findFirst().orElseThrow();
        List<Cell> cells = new ArrayList<>();
        for (int column = 0; column < inRuns.size(); column++) {
            List<VectorResult> departing = departures.get(column).getOrDefault(any.rule(), List.of());
            int index = column;
            cells.add(new Cell(
                    inRuns.get(column).map(PageLayout::tally).orElse(Tally.NONE),
                    departing.stream()
                            .limit(MOST_LINKS)
                            .map(result -> link(index, result))
                            .toList(),
                    Math.max(0, departing.size() - MOST_LINKS)));
        }
        return new RuleRow(any, cells);
    }

    private static Map<String, List<VectorResult>> departures(Map<String, VectorResult> results) {
        Map<String, List<VectorResult>> byRule = new HashMap<>();
        for (VectorResult result : results.values()) {
            if (mark(result) != Mark.CONFORMING && mark(result) != Mark.NOT_APPLICABLE) {
                new HashSet<>(result.rules())
                        .forEach(rule -> byRule.computeIfAbsent(rule, key -> new ArrayList<>())
                                .add(result));
            }
        }
        return byRule;
    }

    private List<VectorArea> vectors() {
        Map<String, Map<String, VectorResult>> areas = new TreeMap<>();
        results.forEach(run -> run.values()
                .forEach(result -> areas.computeIfAbsent(result.area(), area -> new TreeMap<>())
                        .putIfAbsent(result.vector(), result)));
        List<VectorArea> vectors = new ArrayList<>();
        int room = MOST_VECTORS;
        for (Map.Entry<String, Map<String, VectorResult>> area : areas.entrySet()) {
            List<VectorRow> rows =
                    area.getValue().values().stream().limit(room).map(this::row).toList();
            room -= rows.size();
            vectors.add(new VectorArea(area.getKey(), area.getValue().size(), rows));
        }
        return vectors;
    }

    private VectorRow row(VectorResult any) {
        List<Optional<Link>> links = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            int index = column;
            links.add(Optional.ofNullable(results.get(column).get(any.vector())).map(result -> link(index, result)));
        }
        return new VectorRow(any.vector(), any.title(), links);
    }

    private Link link(int column, VectorResult result) {
        boolean isTold = told.get(column).contains(result.vector());
        return new Link(isTold ? Causes.anchor(columns.get(column).id(), result) : "", result.vector(), mark(result));
    }

    static Mark mark(VectorResult result) {
        return Mark.of(result.verdict(), result.standing());
    }

    private static Tally tally(RuleResults rule) {
        return new Tally(Map.of(
                Mark.CONFORMING, rule.conforming(),
                Mark.KNOWN, rule.known(),
                Mark.VANISHED, rule.vanished(),
                Mark.DIVERGING, rule.diverging(),
                Mark.CRASHED, rule.crashed(),
                Mark.HUNG, rule.hung(),
                Mark.NOT_APPLICABLE, rule.notApplicable(),
                Mark.WITHOUT_RESULT, rule.withoutResult()));
    }

    private static String area(String rule) {
        int dash = rule.lastIndexOf('-');
        return dash < 0 ? rule : rule.substring(0, dash);
    }

    private static List<Optional<RuleResults>> empty(int size) {
        List<Optional<RuleResults>> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(Optional.empty());
        }
        return list;
    }
}
