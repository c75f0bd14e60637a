package dev.pacifica.suite.generate;

import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.util.List;
import java.util.stream.Collectors;

/** A draft that makes no vector, because the rules and the model do not agree on it or it leaves something open. */
public class DraftRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** More messages than this are only counted. */
    private static final int MOST = 20;

    DraftRefused(String message) {
        super(message);
    }

    static DraftRefused because(Vector vector, String reason) {
        return new DraftRefused("rules %s, vector %s: %s".formatted(vector.rules(), vector.id(), reason));
    }

    static DraftRefused stray(Vector vector, long address) {
        return because(
                vector,
                "the model changes memory@0x%x, outside the footprint; if that is right, add the page to the footprint"
                        .formatted(address));
    }

    /** A result that depends on what the rules leave open, where no mask of the vector covers it. */
    static DraftRefused undefinedValueShows(Vector vector, Difference difference) {
        return because(
                vector,
                "%s is %s with undefined values as zeros, but %s otherwise; name a mask for what the rules leave open there"
                        .formatted(difference.subject(), difference.permitted(), difference.seen()));
    }

    /** All of {@code refused} in one, a line each. */
    static DraftRefused all(List<DraftRefused> refused) {
        String lines = refused.stream().limit(MOST).map(Throwable::getMessage).collect(Collectors.joining("\n"));
        int more = refused.size() - MOST;
        return new DraftRefused("%d %s. The model is wrong there, or the draft is:\n%s%s"
                .formatted(
                        refused.size(),
                        refused.size() == 1 ? "draft makes no vector" : "drafts make no vectors",
                        lines,
                        more > 0 ? "\nand " + more + " more" : ""));
    }
}
