package dev.pacifica.model.machine;

import java.util.Arrays;

/** A small set of addresses; the test for an address outside their range is one comparison. */
final class StopAddresses {
    private final long[] sorted;
    private final long lowest;
    private final long span;

    StopAddresses(long... addresses) {
        sorted = addresses.clone();
        Arrays.sort(sorted);
        lowest = sorted.length == 0 ? 0 : sorted[0];
        span = sorted.length == 0 ? -1 : sorted[sorted.length - 1] - lowest;
    }

    boolean contains(long address) {
        return Long.compareUnsigned(address - lowest, span) <= 0
                && sorted.length > 0
                && Arrays.binarySearch(sorted, address) >= 0;
    }
}
