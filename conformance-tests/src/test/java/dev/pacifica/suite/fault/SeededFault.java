package dev.pacifica.suite.fault;

/**
 * One small edit of the model by which it breaks one rule, as an implementation might.
 *
 * @param id a stable name such as {@code asid-0-is-entered}
 * @param rule the rule that is broken
 * @param kind what sort of mistake it is
 * @param title what the model does then, in a phrase
 * @param file the source, counted from the model's root package: {@code svm/Controls.java}
 * @param text what is replaced; it occurs once in the source
 * @param replacement what takes its place
 * @param where file and line that the fault was read from, for messages
 */
record SeededFault(
        String id, String rule, Kind kind, String title, String file, String text, String replacement, String where) {

    /** Sorts of mistakes. */
    enum Kind {
        /** Two things that both apply come in the wrong order. */
        PRIORITY("wrong priority"),
        /** What is legal is refused. */
        STRICT("check too strict"),
        /** What is illegal is let through. */
        LAX("check too lax"),
        /** The wrong bit, map entry or field is looked at. */
        WRONG_BIT("wrong bit"),
        /** A value is too wide, too narrow, or misses a part. */
        WRONG_VALUE("wrong value"),
        /** What an exit or an error code tells is wrong. */
        WRONG_REPORT("wrong report"),
        /** Old state where new state is due. */
        STALE("stale state"),
        /** State, or an event, that gets lost. */
        LOST("lost state"),
        /** Something is done that must not be. */
        SIDE_EFFECT("side effect");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** The area of its rule: {@code CHK} of {@code CHK-16}. */
    String area() {
        return rule.substring(0, rule.indexOf('-'));
    }
}
