package dev.pacifica.suite.explain;

import dev.pacifica.suite.vector.Event;
import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Signal.Line;
import dev.pacifica.suite.vector.Vector.Stimulus;
import java.util.Locale;

/** What comes from outside, in words. */
public final class EventLines {
    private EventLines() {}

    /** One event, in a line. */
    public static String of(Event event) {
        return event instanceof Stimulus request ? requested(request) : signalled((Signal) event);
    }

    private static String signalled(Signal signal) {
        String vector = signal.line() == Line.INTR ? " with vector 0x%x".formatted(signal.vector()) : "";
        return "at 0x%x%s: %s is signalled%s"
                .formatted(signal.marker(), signal.inGuest() ? " in the guest" : "", signal.line(), vector);
    }

    private static String requested(Stimulus event) {
        String asks = event.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String value = event.kind().isRead() ? "" : " of 0x%x".formatted(event.value());
        String into = event.into() == 0 ? "" : "; data and response to 0x%x".formatted(event.into());
        return "at 0x%x: device %d:%d on node %d, %s%s, %d byte%s at 0x%x%s"
                .formatted(
                        event.marker(),
                        event.bus(),
                        event.unit(),
                        event.node(),
                        asks,
                        value,
                        event.size(),
                        event.size() == 1 ? "" : "s",
                        event.address(),
                        into);
    }
}
