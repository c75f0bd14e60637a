package dev.pacifica.suite.runner;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.target.TargetException;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One run of vectors on one target: results in the order of the vectors, whatever order the target took. */
public final class Run {
    private final Target target;
    private final List<Vector> vectors;
    private final Expectations expectations;
    private final Map<String, Result> results = new HashMap<>();
    private final Repetition repetition = new Repetition();
    private final int repetitions;
    private String failure = "";

    private Run(Target target, List<Vector> vectors, Expectations expectations, int repetitions) {
        this.repetitions = repetitions;
        this.target = target;
        this.vectors = vectors;
        this.expectations = expectations;
    }

    /** Runs {@code vectors} on {@code target}; a target that gives up leaves its results so far and a {@link #failure()}. */
    public static Run of(Target target, List<Vector> vectors, Expectations expectations, Target.Listener listener) {
        return repeated(1, target, vectors, expectations, listener);
    }

    /** Runs all of {@code vectors} so many times; the results are those of the first time, see {@link #flaky} for the others. */
    public static Run repeated(
            int times, Target target, List<Vector> vectors, Expectations expectations, Target.Listener listener) {
        Run run = new Run(target, vectors, expectations, times);
        Target.Listener keeper = new Target.Listener() {
            @Override
            public void started(Vector vector) {
                listener.started(vector);
            }

            @Override
            public void identified(Map<String, Long> processor) {
                listener.identified(processor);
            }

            @Override
            public void finished(Result result) {
                run.results.putIfAbsent(result.vector().id(), result);
                run.repetition.add(result);
                listener.finished(result);
            }
        };
        try {
            for (int i = 0; i < times; i++) {
                target.run(vectors, keeper);
            }
        } catch (TargetException e) {
            run.failure = Objects.toString(e.getMessage(), "it gave no reason");
        }
        return run;
    }

    public String targetName() {
        return target.name();
    }

    public List<Vector> vectors() {
        return vectors;
    }

    /** The results that there are, in the order of the vectors. */
    public List<Result> results() {
        return vectors.stream()
                .map(vector -> results.get(vector.id()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** How many results have this verdict. */
    public long count(Verdict verdict) {
        return results().stream().filter(result -> result.verdict() == verdict).count();
    }

    /** Vectors without a result: only where the target gave up. */
    public long missing() {
        return (long) vectors.size() - results().size();
    }

    /** Why the target could not be run to the end; empty if it could. */
    public String failure() {
        return failure;
    }

    /** How often every vector had to run. */
    public int repetitions() {
        return repetitions;
    }

    /** The vectors whose results were not the same each time. */
    public List<Repetition.Flaky> flaky() {
        return repetition.flaky();
    }

    /** How a result stands to what is known of the target. */
    public Standing standing(Result result) {
        return expectations.standing(result);
    }

    /** The findings that explain the known divergence of this vector; empty if none is known. */
    public List<Finding> findings(Vector vector) {
        return expectations.findings(vector.id());
    }

    /** The results that stand so to what is known of the target. */
    public List<Result> standing(Standing standing) {
        return results().stream().filter(result -> standing(result) == standing).toList();
    }

    /** Results that are neither permitted nor known. */
    public List<Result> unexpected() {
        return standing(Standing.UNEXPECTED);
    }

    /** What is otherwise about a result than is known of its vector, a line each; empty if nothing is or nothing is known. */
    public List<String> change(Result result) {
        return expectations.change(result);
    }

    /** Findings that explain known divergences of this run, with the results that show each; in the order of their IDs. */
    public Map<Finding, List<Result>> known() {
        Map<Finding, List<Result>> known = new LinkedHashMap<>();
        expectations.findings().forEach(finding -> known.put(finding, new ArrayList<>()));
        for (Result result : standing(Standing.KNOWN)) {
            findings(result.vector())
                    .forEach(finding -> known.computeIfAbsent(finding, found -> new ArrayList<>())
                            .add(result));
        }
        known.values().removeIf(List::isEmpty);
        return known;
    }

    /** How many unexpected results have this verdict. */
    public long unexpected(Verdict verdict) {
        return unexpected().stream()
                .filter(result -> result.verdict() == verdict)
                .count();
    }

    /** What the target made of the freedoms that the architecture leaves to an implementation, by rule. */
    public List<InferredChoice> choices() {
        return ImplementationChoices.of(results());
    }

    /** 0 as expected (a known divergence may have vanished), 1 unexpected divergence or a flaky vector, 3 target could not run. */
    public int exitCode() {
        if (!failure.isEmpty() || missing() > 0) {
            return 3;
        }
        return unexpected().isEmpty() && flaky().isEmpty() ? 0 : 1;
    }
}
