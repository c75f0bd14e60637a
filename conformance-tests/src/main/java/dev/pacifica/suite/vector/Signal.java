package dev.pacifica.suite.vector;

/**
 * A line of the processor that the platform asserts. It waits until the processor takes it: no vector needs it within one instruction.
 *
 * @param line which
 * @param marker linear address of the instruction
 * @param inGuest whether the instruction is a guest's; otherwise guests do not count
 * @param vector what the interrupt controller answers when the interrupt is acknowledged; 0 for the other lines
 */
public record Signal(Line line, long marker, boolean inGuest, int vector) implements Event {
    /** What can be signalled. */
    public enum Line {
        INIT,
        /** A maskable interrupt. */
        INTR,
        NMI,
        /** An external SMI. */
        SMI
    }

    /** INIT when the host program comes to {@code marker}. */
    public static Signal init(long marker) {
        return of(Line.INIT, marker);
    }

    /** A maskable interrupt when the host program comes to {@code marker}. */
    public static Signal intr(long marker, int vector) {
        return new Signal(Line.INTR, marker, false, vector);
    }

    /** A line other than INTR when the host program comes to {@code marker}. */
    public static Signal of(Line line, long marker) {
        return new Signal(line, marker, false, 0);
    }

    /** The same when a guest comes to the marker. */
    public Signal whileInGuest() {
        return new Signal(line, marker, true, vector);
    }
}
