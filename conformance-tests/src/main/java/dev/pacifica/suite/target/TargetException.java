package dev.pacifica.suite.target;

/** An implementation that cannot be run at all; the message says why and what to do. */
public final class TargetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TargetException(String message) {
        super(message);
    }
}
