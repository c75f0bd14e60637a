package dev.pacifica.suite.expectation;

/** An expectation file that cannot be used; the message names file, line and field, what was found and what was expected. */
public final class ExpectationFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExpectationFormatException(String message) {
        super(message);
    }
}
