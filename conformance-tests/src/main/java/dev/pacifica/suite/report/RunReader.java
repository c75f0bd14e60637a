package dev.pacifica.suite.report;

import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.report.Report.ChoiceAnswers;
import dev.pacifica.suite.report.Report.Counts;
import dev.pacifica.suite.report.Report.Evidence;
import dev.pacifica.suite.report.Report.RuleResults;
import dev.pacifica.suite.report.Report.Standings;
import dev.pacifica.suite.report.Report.VectorResult;
import dev.pacifica.suite.report.Report.VectorSet;
import dev.pacifica.suite.report.RuleTexts.RuleText;
import dev.pacifica.suite.runner.InferredChoice;
import dev.pacifica.suite.runner.Repetition;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.VectorReader;
import dev.pacifica.suite.vector.VectorWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes the report of a run. */
final class RunReader {
    /** What is known of the target of a run: how a result stands to it, and what explains a vector's divergence. */
    record Known(Function<Result, Standing> standing, Function<Vector, List<Finding>> findings) {}

    private final Run run;
    private final Known known;
    private final RuleTexts texts;
    private final String repeat;

    RunReader(Run run, Known known, RuleTexts texts, String repeat) {
        this.run = run;
        this.known = known;
        this.texts = texts;
        this.repeat = repeat;
    }

    Report report() {
        List<Result> departures =
                run.results().stream().filter(RunReader::isDeparture).toList();
        return new Report(
                Report.FORMAT,
                TargetLabel.of(run.targetName()),
                vectorSet(),
                run.failure().isEmpty() && run.missing() == 0,
                run.failure(),
                repeat,
                counts(),
                new Standings(
                        standing(Standing.AS_PERMITTED),
                        standing(Standing.KNOWN),
                        standing(Standing.VANISHED),
                        standing(Standing.UNEXPECTED)),
                rules(),
                run.repetitions(),
                run.flaky().stream().map(RunReader::flaky).toList(),
                run.choices().stream().map(RunReader::answers).toList(),
                findings(),
                run.results().stream().map(this::result).toList(),
                departures.stream().map(new DetailsReader()::details).toList());
    }

    private static Report.Flaky flaky(Repetition.Flaky flaky) {
        return new Report.Flaky(
                flaky.vector().id(),
                flaky.seen().stream()
                        .map(seen -> new Report.FlakyResult(
                                seen.times(),
                                seen.result().verdict(),
                                seen.result().reason(),
                                seen.result().differences()))
                        .toList());
    }

    private static boolean isDeparture(Result result) {
        return result.verdict() != Verdict.CONFORMING && result.verdict() != Verdict.NOT_APPLICABLE;
    }

    private VectorSet vectorSet() {
        byte[] published = VectorWriter.write("", run.vectors()).getBytes(StandardCharsets.UTF_8);
        try {
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(published));
            return new VectorSet(VectorReader.FORMAT, run.vectors().size(), sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Counts counts() {
        return new Counts(
                run.vectors().size(),
                count(Verdict.CONFORMING),
                count(Verdict.DIVERGING),
                count(Verdict.CRASHED),
                count(Verdict.HUNG),
                count(Verdict.NOT_APPLICABLE),
                (int) run.missing());
    }

    private int count(Verdict verdict) {
        return (int) run.count(verdict);
    }

    private int standing(Standing standing) {
        return (int) run.results().stream()
                .filter(result -> known.standing().apply(result) == standing)
                .count();
    }

    private List<RuleResults> rules() {
        Map<String, Result> results = new LinkedHashMap<>();
        run.results().forEach(result -> results.put(result.vector().id(), result));
        Map<String, Tally> tallies = new LinkedHashMap<>();
        for (Vector vector : run.vectors()) {
            Result result = results.get(vector.id());
            Mark mark = result == null
                    ? Mark.WITHOUT_RESULT
                    : Mark.of(result.verdict(), known.standing().apply(result));
            for (String rule : new LinkedHashSet<>(vector.rules())) {
                tallies.merge(rule, Tally.one(mark), Tally::plus);
            }
        }
        return tallies.entrySet().stream()
                .map(entry -> rule(entry.getKey(), entry.getValue()))
                .toList();
    }

    private RuleResults rule(String rule, Tally tally) {
        RuleText text = texts.of(rule).orElse(new RuleText("", ""));
        return new RuleResults(
                rule,
                text.title(),
                text.statement(),
                tally.total(),
                tally.count(Mark.CONFORMING),
                tally.count(Mark.KNOWN),
                tally.count(Mark.VANISHED),
                tally.count(Mark.DIVERGING),
                tally.count(Mark.CRASHED),
                tally.count(Mark.HUNG),
                tally.count(Mark.NOT_APPLICABLE),
                tally.count(Mark.WITHOUT_RESULT));
    }

    private static ChoiceAnswers answers(InferredChoice choice) {
        return new ChoiceAnswers(
                choice.rule(),
                choice.answers(),
                choice.possible(),
                choice.isContradictory(),
                choice.evidence().stream()
                        .map(one -> new Evidence(one.vector(), one.answers()))
                        .toList());
    }

    private List<Finding> findings() {
        SortedMap<String, Finding> found = new TreeMap<>();
        run.results()
                .forEach(result -> known.findings().apply(result.vector()).forEach(one -> found.put(one.id(), one)));
        return List.copyOf(found.values());
    }

    private VectorResult result(Result result) {
        Vector vector = result.vector();
        Set<String> findings = new LinkedHashSet<>();
        known.findings().apply(vector).forEach(finding -> findings.add(finding.id()));
        return new VectorResult(
                vector.id(),
                vector.title(),
                vector.rules(),
                result.verdict(),
                known.standing().apply(result),
                List.copyOf(findings),
                result.reason(),
                result.differences());
    }
}
