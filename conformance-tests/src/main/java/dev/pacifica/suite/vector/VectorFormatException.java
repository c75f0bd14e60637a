package dev.pacifica.suite.vector;

/** A vector file that cannot be used; the message names file, line, field, what was found and what was expected. */
public final class VectorFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public VectorFormatException(String message) {
        super(message);
    }
}
