package dev.pacifica.suite.cli;

import org.jspecify.annotations.Nullable;

/** Input that a command cannot use; the message says what was wrong, what was expected and what to do. */
final class UnusableInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableInput(@Nullable String message) {
        super(message);
    }
}
