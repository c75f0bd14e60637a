package dev.pacifica.model.memory;

/** Memory-mapped registers of a device. Accesses that cross the border of a window are split into bytes. */
public interface MmioWindow {
    /** The first system-physical address. */
    long base();

    /** The length in bytes. */
    long length();

    /** The {@code size} bytes (1, 2, 4, 8) at {@code offset} from the base, zero-extended. */
    long read(long offset, int size);

    void write(long offset, int size, long value);
}
