package dev.pacifica.suite.runner;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What vectors showed that ran several times: results that are not the same each time are a defect in themselves. */
public final class Repetition {
    /** One of the results of a vector; {@code times}: how often it came. */
    public record Seen(Result result, int times) {
        private boolean isLike(Result other) {
            return result.verdict() == other.verdict() && result.differences().equals(other.differences());
        }
    }

    /** A vector with more than one result, in the order in which they first came. */
    public record Flaky(Vector vector, List<Seen> seen) {}

    private final Map<String, List<Seen>> byVector = new LinkedHashMap<>();

    /** Notes a result. Two are the same if verdict and differences are; the reason may name what is never the same twice. */
    void add(Result result) {
        List<Seen> seen = byVector.computeIfAbsent(result.vector().id(), id -> new ArrayList<>());
        for (int i = 0; i < seen.size(); i++) {
            if (seen.get(i).isLike(result)) {
                seen.set(i, new Seen(seen.get(i).result(), seen.get(i).times() + 1));
                return;
            }
        }
        seen.add(new Seen(result, 1));
    }

    /** The vectors whose results differ. */
    List<Flaky> flaky() {
        return byVector.values().stream()
                .filter(seen -> seen.size() > 1)
                .map(seen -> new Flaky(seen.get(0).result().vector(), List.copyOf(seen)))
                .toList();
    }
}
