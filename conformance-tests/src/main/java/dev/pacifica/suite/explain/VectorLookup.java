package dev.pacifica.suite.explain;

import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.words.Spelling;
import java.util.List;

/** Finds the vector that a person named. */
public final class VectorLookup {
    private static final int MOST = 5;

    private VectorLookup() {}

    /**
     * The vector called {@code id}.
     *
     * @throws IllegalArgumentException if there is none; the message names those that may have been meant
     */
    public static Vector named(String id, List<Vector> vectors) {
        return vectors.stream()
                .filter(vector -> vector.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no vector is called '%s'%s; './pacifica vectors list' shows all %d"
                                .formatted(
                                        id,
                                        suggestion(
                                                id,
                                                vectors.stream().map(Vector::id).toList()),
                                        vectors.size())));
    }

    private static String suggestion(String id, List<String> ids) {
        String misspelt = Spelling.suggestion(id, ids);
        if (!misspelt.isEmpty()) {
            return misspelt;
        }
        String part = id.substring(id.lastIndexOf('/') + 1);
        List<String> near = ids.stream()
                .filter(one -> !part.isEmpty() && one.contains(part))
                .limit(MOST)
                .toList();
        return near.isEmpty() ? "" : "; did you mean one of " + String.join(", ", near) + "?";
    }
}
