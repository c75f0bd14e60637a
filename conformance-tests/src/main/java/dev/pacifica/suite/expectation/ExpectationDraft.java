package dev.pacifica.suite.expectation;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Proposes an expectation file from the results of a run. Findings are carried over, and named wherever their signatures cover what
 * was seen; a vector with anything that no signature covers is left to a person.
 */
public final class ExpectationDraft {
    /** Stands for the finding that a person has yet to name; the reader refuses it. */
    public static final String UNTRIAGED = "untriaged";

    private final ExpectationFile before;
    private final Map<String, Vector> vectors = new HashMap<>();

    private ExpectationDraft(ExpectationFile before, Collection<Vector> vectors) {
        this.before = before;
        vectors.forEach(vector -> this.vectors.put(vector.id(), vector));
    }

    /**
     * The proposal.
     *
     * @param before what was known
     * @param results what was seen; what is known of other vectors stays
     * @param vectors the vectors that exist; what was known of others is dropped, and findings that nothing shows any more with it
     */
    public static ExpectationFile of(ExpectationFile before, List<Result> results, Collection<Vector> vectors) {
        return new ExpectationDraft(before, vectors).of(results);
    }

    private ExpectationFile of(List<Result> results) {
        Map<String, Known> known = new TreeMap<>();
        before.known().stream()
                .filter(entry -> vectors.containsKey(entry.vector()))
                .forEach(entry -> known.put(entry.vector(), entry));
        for (Result result : results) {
            known.remove(result.vector().id());
            if (result.verdict() != Verdict.CONFORMING && result.verdict() != Verdict.NOT_APPLICABLE) {
                known.put(result.vector().id(), proposed(result));
            }
        }
        ExpectationFile all = new ExpectationFile(
                before.target(), before.versions(), before.diagnoses(), List.copyOf(known.values()));
        List<Diagnosis> used = before.diagnoses().stream()
                .filter(diagnosis -> !all.shownBy(diagnosis.id()).isEmpty())
                .map(diagnosis -> diagnosis.withSmallest(smallest(diagnosis, all.shownBy(diagnosis.id()))))
                .toList();
        return new ExpectationFile(all.target(), all.versions(), used, all.known());
    }

    private Known proposed(Result result) {
        String vector = result.vector().id();
        List<String> findings = new ArrayList<>();
        for (Diagnosis diagnosis : before.diagnoses()) {
            if (diagnosis.explainsLoss(result)
                    || result.differences().stream().anyMatch(difference -> diagnosis.explains(vector, difference))) {
                findings.add(diagnosis.id());
            }
        }
        boolean isCovered = result.verdict() == Verdict.DIVERGING
                ? result.differences().stream().allMatch(difference -> isExplained(vector, difference))
                : !findings.isEmpty();
        if (!isCovered) {
            findings.add(UNTRIAGED);
        }
        List<Difference> differs = result.differences().stream()
                .map(difference -> pinned(vector, difference))
                .toList();
        return new Known(vector, result.verdict(), findings, differs);
    }

    /** {@code difference}, without the value seen if a finding says that this is another in every run. */
    private Difference pinned(String vector, Difference difference) {
        boolean isSteady =
                before.diagnoses().stream().noneMatch(diagnosis -> diagnosis.explainsAnyValue(vector, difference));
        return isSteady ? difference : Known.ofAnyValue(difference);
    }

    private boolean isExplained(String vector, Difference difference) {
        return before.diagnoses().stream().anyMatch(diagnosis -> diagnosis.explains(vector, difference));
    }

    /** The vector that a person chose, while it shows the finding; otherwise the one with the least code. */
    private String smallest(Diagnosis diagnosis, List<Known> shownBy) {
        List<String> candidates = shownBy.stream().map(Known::vector).toList();
        return candidates.contains(diagnosis.smallest())
                ? diagnosis.smallest()
                : candidates.stream()
                        .min(Comparator.comparingInt(this::size).thenComparing(Comparator.naturalOrder()))
                        .orElseThrow();
    }

    private int size(String id) {
        return Optional.ofNullable(vectors.get(id))
                .map(ExpectationDraft::codeBytes)
                .orElse(Integer.MAX_VALUE);
    }

    private static int codeBytes(Vector vector) {
        return vector.program().bytes().length()
                + vector.memory().stream()
                        .filter(memory -> memory.bits() != 0)
                        .mapToInt(memory -> memory.bytes().length())
                        .sum();
    }
}
