package dev.pacifica.suite.explain;

import dev.pacifica.suite.vector.Vector.Request;
import dev.pacifica.suite.vector.Vector.Stimulus;
import java.util.Locale;

/** What a device asks for, in words. */
public final class DeviceLines {
    private DeviceLines() {}

    /** One request, in a line. */
    public static String of(Stimulus event) {
        if (event.kind() == Request.INIT) {
            return "at 0x%x: INIT is signalled".formatted(event.marker());
        }
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
