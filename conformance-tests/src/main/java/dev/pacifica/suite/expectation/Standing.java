package dev.pacifica.suite.expectation;

/** How a result stands to what is known of its target. */
public enum Standing {
    /** Conforming, or not applicable, and nothing else was expected. */
    AS_PERMITTED,
    /** Not conforming in exactly the way that is known. */
    KNOWN,
    /** Conforming or not applicable, although a divergence is known. */
    VANISHED,
    /** Not conforming, and not known, or known otherwise. */
    UNEXPECTED
}
