package dev.pacifica.suite.hardware;

/** The native runner cannot be built or used; the message says why and what to do. */
public final class RunnerException extends RuntimeException {
    RunnerException(String message) {
        super(message);
    }

    RunnerException(String message, Throwable cause) {
        super(message, cause);
    }
}
