package dev.pacifica.suite.asm;

/** A mistake in one line; the caller that knows the line adds it and goes on with the next one. */
final class SourceError extends RuntimeException {
    private final String message;

    SourceError(String message) {
        super(message, null, false, false);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
