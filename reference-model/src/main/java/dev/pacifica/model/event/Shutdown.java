package dev.pacifica.model.event;

import dev.pacifica.model.state.Signal;

/** The signal that the processor shuts down (EVT-33). One instance serves everyone: it carries nothing. */
public final class Shutdown extends Signal {
    @SuppressWarnings("StaticAssignmentOfThrowable") // signals are preallocated and carry no stack trace
    public static final Shutdown SIGNAL = new Shutdown();

    private Shutdown() {
        super("shutdown");
    }
}
