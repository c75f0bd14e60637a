package dev.pacifica.suite.report;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.report.Report.ChoiceAnswers;
import dev.pacifica.suite.report.Report.Details;
import dev.pacifica.suite.report.Report.RuleResults;
import dev.pacifica.suite.report.Report.VectorResult;
import java.util.List;
import java.util.Optional;

/**
 * What the HTML page shows, in its order; the templates only lay it out.
 *
 * @param notes what a reader must know before comparing the columns
 * @param columns the runs
 * @param areas rules × targets
 * @param vectors vectors × targets
 * @param vectorsLeftOut how many vectors the table leaves out
 */
record Page(
        List<String> notes, List<Column> columns, List<RuleArea> areas, List<VectorArea> vectors, int vectorsLeftOut) {
    /** Whether the table of rules has a row for {@code rule}. */
    boolean shows(String rule) {
        return areas.stream()
                .flatMap(area -> area.rows().stream())
                .anyMatch(row -> row.rule().rule().equals(rule));
    }

    /**
     * One run.
     *
     * @param id prefix of its anchors
     * @param label the target's name, made unique on the page
     * @param areas results by area of vectors
     * @param causes departures, the unexpected first
     * @param choices freedoms of the architecture that the run decides
     */
    record Column(
            String id,
            String label,
            Report report,
            Tally tally,
            List<AreaTally> areas,
            List<Cause> causes,
            List<ChoiceAnswers> choices) {
        /** The marks that occur in some area; a vector without result is counted in none. */
        List<Mark> areaMarks() {
            return areas.stream()
                    .map(AreaTally::tally)
                    .reduce(Tally.NONE, Tally::plus)
                    .marks();
        }

        /** The part of the run, in percent, that came out so, as a CSS length. */
        String share(Mark mark) {
            return Math.round(tally.count(mark) * 10_000.0 / Math.max(1, tally.total())) / 100.0 + "%";
        }
    }

    record AreaTally(String area, Tally tally) {}

    record RuleArea(String name, List<RuleRow> rows) {}

    /** One rule in all runs. */
    record RuleRow(RuleResults rule, List<Cell> cells) {
        /** Whether no run shows anything but conformance. */
        boolean isFine() {
            return cells.stream()
                    .flatMap(cell -> cell.tally().marks().stream())
                    .allMatch(mark -> mark == Mark.CONFORMING || mark == Mark.NOT_APPLICABLE);
        }
    }

    /**
     * One rule in one run.
     *
     * @param departures vectors that depart from it
     * @param more how many further ones are not linked
     */
    record Cell(Tally tally, List<Link> departures, int more) {}

    /** A vector; {@code target} is empty where the page has no details of it. */
    record Link(String target, String text, Mark mark) {}

    /** Vectors of one area; {@code count} counts those that {@code rows} leave out too. */
    record VectorArea(String name, int count, List<VectorRow> rows) {}

    /** One vector in all runs; nothing where a run lacks it. */
    record VectorRow(String vector, String title, List<Optional<Link>> results) {}

    /**
     * Departures with one cause: a finding, or, as long as nobody has traced them, the same fields that differ.
     *
     * @param mark of all its departures
     * @param example the first difference of the first of them; empty where the finding says it better
     * @param leftOut departures that the page only names
     * @param unnamed how many departures it does not even name
     */
    record Cause(
            String id,
            String title,
            Mark mark,
            int count,
            String example,
            Optional<Finding> finding,
            List<Departure> departures,
            List<String> leftOut,
            int unnamed) {}

    /**
     * One vector that departs.
     *
     * @param rules the rules that it observes
     * @param otherFindings titles of further findings that take part
     * @param command what repeats it
     * @param details the whole experiment, unless the page has too many already
     */
    record Departure(
            String id,
            VectorResult result,
            Mark mark,
            List<RuleResults> rules,
            List<String> otherFindings,
            String command,
            Optional<Details> details) {}
}
