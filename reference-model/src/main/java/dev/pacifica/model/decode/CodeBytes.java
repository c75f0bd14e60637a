package dev.pacifica.model.decode;

/** Where instruction bytes come from. */
@FunctionalInterface
public interface CodeBytes {
    /** The length of the longest instruction; the 16th byte is a #GP (EVT-50). */
    int LONGEST = 15;

    /**
     * The next byte, 0 to 255.
     *
     * @throws RuntimeException whatever the fetch of that byte raises
     */
    int next();
}
