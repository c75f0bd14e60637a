package dev.pacifica.model.state;

import org.jspecify.annotations.Nullable;

/**
 * What breaks an instruction or the delivery of an event off: an exception, a #VMEXIT, a shutdown, or something that the model does not
 * have. Signals carry no stack trace. Whoever catches one to take back what was done so far throws it on.
 */
public abstract class Signal extends RuntimeException {
    protected Signal() {
        this(null);
    }

    /** @param what happened, for a person; null if {@link #getMessage} is overridden */
    protected Signal(@Nullable String what) {
        super(what, null, false, false);
    }
}
