package dev.pacifica.suite.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which bits of the I/O and MSR permission maps decide on an access (APM2 15.10.1, 15.11). */
public final class PermissionMaps {
    /**
     * A bit of a map.
     *
     * @param offset byte offset from the base of the map
     * @param bit 0 to 7
     */
    public record Bit(int offset, int bit) {
        static Bit numbered(int number) {
            return new Bit(number / 8, number % 8);
        }

        /** Whether it is set in a map. */
        public boolean isSet(byte[] map) {
            return (map[offset] >> bit & 1) != 0;
        }
    }

    /** Size of the I/O permission map in bytes (IOIO-02). */
    public static final int IOPM_SIZE = 3 * 4096;

    /** Size of the MSR permission map in bytes (MSR-02). */
    public static final int MSRPM_SIZE = 2 * 4096;

    private static final int MSRS_IN_RANGE = 0x2000;
    private static final List<Integer> RANGES = List.of(0x0000_0000, 0xC000_0000, 0xC001_0000);

    private PermissionMaps() {}

    /** The bits of an access of {@code size} bytes at {@code port}: any of them intercepts; they do not wrap (IOIO-03, IOIO-04). */
    public static List<Bit> ofPort(int port, int size) {
        List<Bit> bits = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            bits.add(Bit.numbered(port + i));
        }
        return bits;
    }

    /** The bit of an access to a model-specific register; none if it has none and is always intercepted (MSR-03 to MSR-06). */
    public static Optional<Bit> ofMsr(int msr, boolean write) {
        for (int range = 0; range < RANGES.size(); range++) {
            int index = msr - RANGES.get(range);
            if (Integer.compareUnsigned(index, MSRS_IN_RANGE) < 0) {
                return Optional.of(Bit.numbered(2 * (range * MSRS_IN_RANGE + index) + (write ? 1 : 0)));
            }
        }
        return Optional.empty();
    }
}
