package dev.pacifica.model.memory;

/** A device with I/O ports. */
public interface PortDevice {
    /** The first port. */
    int firstPort();

    /** How many ports follow one another. */
    int portCount();

    /** Reads {@code size} bytes (1, 2, 4) at {@code offset} ports from the first. */
    int read(int offset, int size);

    /** Writes {@code size} bytes (1, 2, 4) at {@code offset} ports from the first. */
    void write(int offset, int size, int value);
}
