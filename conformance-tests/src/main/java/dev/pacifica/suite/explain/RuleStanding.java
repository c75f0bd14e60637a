package dev.pacifica.suite.explain;

/** How far a rule is covered by vectors. */
public enum RuleStanding {
    /** A vector claims it. */
    OBSERVED("observed"),
    /** A vector could claim it, and none does. */
    UNCOVERED("uncovered"),
    /** No vector can show it. */
    UNOBSERVABLE("unobservable"),
    /** Another rule states the same fact. */
    SAME_AS("same as another"),
    /** Not yet taken up. */
    PLANNED("planned"),
    /** The suite will not take it up. */
    OUT_OF_SCOPE("out of scope");

    private final String words;

    RuleStanding(String words) {
        this.words = words;
    }

    /** What people read. */
    public String words() {
        return words;
    }
}
