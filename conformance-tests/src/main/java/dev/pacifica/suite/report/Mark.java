package dev.pacifica.suite.report;

import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.words.Spelled;

/** How reports show a result at a glance: verdict and standing in one, the most alarming first. */
enum Mark {
    CRASHED("†", "crashed"),
    HUNG("∞", "hung"),
    DIVERGING("✗", "diverging"),
    WITHOUT_RESULT("?", "without result"),
    VANISHED("↺", "known divergence that has vanished"),
    KNOWN("≠", "known divergence"),
    CONFORMING("✓", "conforming"),
    NOT_APPLICABLE("–", "not applicable");

    private final String sign;
    private final String words;

    Mark(String sign, String words) {
        this.sign = sign;
        this.words = words;
    }

    static Mark of(Verdict verdict, Standing standing) {
        return switch (standing) {
            case KNOWN -> KNOWN;
            case VANISHED -> VANISHED;
            case AS_PERMITTED, UNEXPECTED ->
                switch (verdict) {
                    case CONFORMING -> CONFORMING;
                    case DIVERGING -> DIVERGING;
                    case CRASHED -> CRASHED;
                    case HUNG -> HUNG;
                    case NOT_APPLICABLE -> NOT_APPLICABLE;
                };
        };
    }

    /** One character that stands for it, so that colour alone never tells. */
    String sign() {
        return sign;
    }

    String words() {
        return words;
    }

    /** Its class in the style sheet. */
    String style() {
        return Spelled.hyphenated(this);
    }
}
