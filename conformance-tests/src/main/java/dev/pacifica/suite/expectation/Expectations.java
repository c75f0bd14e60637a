package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The known divergences of one target. */
public final class Expectations {
    private final ExpectationFile file;
    private final Map<String, Known> byVector = new HashMap<>();

    private Expectations(ExpectationFile file) {
        this.file = file;
        file.known().forEach(known -> byVector.put(known.vector(), known));
    }

    /** Nothing is known: every divergence is unexpected. */
    public static Expectations none() {
        return new Expectations(ExpectationFile.empty(""));
    }

    /** What {@code file} says is known, and nothing else. */
    public static Expectations of(ExpectationFile file) {
        return new Expectations(file);
    }

    /** How {@code result} stands to what is known. */
    public Standing standing(Result result) {
        Optional<Known> known = known(result);
        if (isPermitted(result)) {
            return known.isPresent() ? Standing.VANISHED : Standing.AS_PERMITTED;
        }
        boolean isTriaged = known.isPresent() && !known.get().findings().contains(ExpectationDraft.UNTRIAGED);
        return isTriaged && change(result).isEmpty() ? Standing.KNOWN : Standing.UNEXPECTED;
    }

    /** The findings that explain the known divergence of this vector; empty if none is known. */
    public List<Finding> findings(String vector) {
        return Optional.ofNullable(byVector.get(vector)).stream()
                .flatMap(known -> known.findings().stream())
                .flatMap(id -> file.diagnosis(id).stream())
                .map(Diagnosis::finding)
                .toList();
    }

    /** All findings, in the order of the file. */
    public List<Finding> findings() {
        return file.diagnoses().stream().map(Diagnosis::finding).toList();
    }

    /**
     * What is otherwise about {@code result} than is known of its vector, a line each: what is new, and what is no more. Empty if
     * nothing is, or nothing is known, or the result is permitted.
     */
    public List<String> change(Result result) {
        Optional<Known> known = known(result);
        if (known.isEmpty() || isPermitted(result)) {
            return List.of();
        }
        return change(known.get(), result);
    }

    private List<String> change(Known known, Result result) {
        if (known.verdict() != result.verdict()) {
            return List.of("known as %s, now %s".formatted(name(known.verdict()), name(result.verdict())));
        }
        if (result.verdict() != Verdict.DIVERGING) {
            boolean isExplained = file.diagnoses().stream()
                    .anyMatch(diagnosis -> known.findings().contains(diagnosis.id()) && diagnosis.explainsLoss(result));
            return isExplained ? List.of() : List.of("%s otherwise than known".formatted(name(result.verdict())));
        }
        List<String> lines = new ArrayList<>();
        result.differences().stream()
                .filter(difference -> !known.has(difference))
                .forEach(difference -> lines.add("new: " + difference));
        known.missing(result.differences()).forEach(difference -> lines.add("no more: " + difference));
        return lines;
    }

    private Optional<Known> known(Result result) {
        return Optional.ofNullable(byVector.get(result.vector().id()));
    }

    private static boolean isPermitted(Result result) {
        return result.verdict() == Verdict.CONFORMING || result.verdict() == Verdict.NOT_APPLICABLE;
    }

    private static String name(Verdict verdict) {
        return ExpectationWriter.constant(verdict);
    }
}
