package dev.pacifica.suite.target;

/** A vector needs something that the reference model does not have; the message names it. */
public final class NotModelledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotModelledException(String message) {
        super(message);
    }
}
