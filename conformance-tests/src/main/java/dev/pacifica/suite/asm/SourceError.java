package dev.pacifica.suite.asm;

/** A mistake in one line; the caller that knows the line adds it and goes on with the next one. */
final class SourceError extends RuntimeException {
    SourceError(String message) {
        super(message, null, false, false);
    }
}
