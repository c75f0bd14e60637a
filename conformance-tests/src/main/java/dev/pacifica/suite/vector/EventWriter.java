package dev.pacifica.suite.vector;

import dev.pacifica.suite.vector.Signal.Line;
import dev.pacifica.suite.vector.Vector.Stimulus;
import dev.pacifica.suite.words.Spelled;
import tools.jackson.databind.node.ObjectNode;

/** Writes what comes from outside. */
final class EventWriter {
    private EventWriter() {}

    static void write(Event event, ObjectNode node) {
        if (event instanceof Signal signal) {
            signal(signal, node);
        } else if (event instanceof Stimulus request) {
            request(request, node);
        }
    }

    private static void signal(Signal signal, ObjectNode node) {
        node.put("kind", Spelled.hyphenated(signal.line()));
        node.put("marker", hex(signal.marker()));
        if (signal.inGuest()) {
            node.put("in", EventReader.GUEST);
        }
        if (signal.line() == Line.INTR) {
            node.put("vector", signal.vector());
        }
    }

    private static void request(Stimulus request, ObjectNode node) {
        node.put("kind", Spelled.hyphenated(request.kind()));
        node.put("marker", hex(request.marker()));
        node.put("node", request.node());
        node.put("bus", request.bus());
        node.put("unit", request.unit());
        node.put("address", hex(request.address()));
        node.put("size", request.size());
        if (!request.kind().isRead()) {
            node.put("value", hex(request.value()));
        }
        if (request.into() != 0) {
            node.put("into", hex(request.into()));
        }
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
