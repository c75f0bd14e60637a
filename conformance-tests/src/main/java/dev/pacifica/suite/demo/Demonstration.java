package dev.pacifica.suite.demo;

import java.util.List;

/** A secure launch against a hostile device, to be looked at. Always the same. */
public final class Demonstration {
    private final List<Launch> launches = SecureLaunchDemo.launches();

    /** What happens, step by step, in lines for a terminal. */
    public List<String> timeline(boolean hasColours) {
        return Timeline.of(launches, hasColours);
    }

    /** The same as a picture, an SVG file. */
    public String picture() {
        return Picture.of(launches);
    }
}
