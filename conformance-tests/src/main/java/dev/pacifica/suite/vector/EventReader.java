package dev.pacifica.suite.vector;

import dev.pacifica.suite.vector.Signal.Line;
import dev.pacifica.suite.vector.Vector.Request;
import dev.pacifica.suite.vector.Vector.Stimulus;
import dev.pacifica.suite.words.Spelled;

/** Reads what comes from outside: signals, and requests of devices. */
final class EventReader {
    /** The only value of the field {@code in}: without it the marker is the host's. */
    static final String GUEST = "guest";

    private static final int VECTORS = 256;

    private EventReader() {}

    static Event read(FieldReader in) {
        String kind = in.text("kind");
        for (Line line : Line.values()) {
            if (Spelled.hyphenated(line).equals(kind)) {
                return signal(in, line);
            }
        }
        return request(in);
    }

    private static Signal signal(FieldReader in, Line line) {
        boolean isInterrupt = line == Line.INTR;
        in.allow(isInterrupt ? new String[] {"kind", "marker", "in", "vector"} : new String[] {"kind", "marker", "in"});
        boolean inGuest = in.has("in");
        if (inGuest && !in.text("in").equals(GUEST)) {
            throw in.wrong("in", '"' + GUEST + "\", or no such field");
        }
        int vector = isInterrupt ? in.integer("vector") : 0;
        if (vector < 0 || vector >= VECTORS) {
            throw in.wrong("vector", "0 to 255");
        }
        return new Signal(line, in.number("marker"), inGuest, vector);
    }

    private static Stimulus request(FieldReader in) {
        in.allow("kind", "marker", "node", "bus", "unit", "address", "size", "value", "into");
        Request kind = in.constant("kind", Request.class);
        return new Stimulus(
                kind,
                in.number("marker"),
                in.integer("node"),
                in.integer("bus"),
                in.integer("unit"),
                in.number("address"),
                in.integer("size"),
                kind.isRead() ? 0 : in.number("value"),
                in.has("into") ? in.number("into") : 0);
    }
}
