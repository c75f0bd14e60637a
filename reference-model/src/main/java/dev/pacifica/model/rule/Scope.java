package dev.pacifica.model.rule;

/** How long the answer to a choice holds. */
public enum Scope {
    /** One answer for a whole run: what this processor does. */
    IMPLEMENTATION,
    /** May differ each time that the question comes up: whether a stale translation is still there, for example. */
    OCCURRENCE
}
