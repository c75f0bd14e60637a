package dev.pacifica.model.event;

import dev.pacifica.model.state.Signal;

/** The signal that the machine met something that the model does not have yet. The machine stops and says what. */
public final class NotModelled extends Signal {
    /** @param what a noun phrase that a person understands, such as "a task gate (vector 3)" */
    public NotModelled(String what) {
        super(what);
    }
}
