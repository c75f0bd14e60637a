package dev.pacifica.suite.fault;

/** A fault that cannot be used; the message names file, line and fault, what is wrong and what to do. */
final class FaultFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FaultFormatException(String message) {
        super(message);
    }
}
