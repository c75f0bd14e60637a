package dev.pacifica.suite.vector;

/** A data file that cannot be used; the message names file, line, field, what was found and what was expected. */
public final class VectorFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public VectorFormatException(String message) {
        this(new Problem("", 0, "", "", message));
    }

    public VectorFormatException(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }
}
