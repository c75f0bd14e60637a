package dev.pacifica.suite.draft.task;

import java.util.Arrays;
import java.util.Set;

/**
 * A TSS as the I/O permission test sees it (SEGM-98).
 *
 * @param limit of the TSS
 * @param base what it has at offset 66h
 * @param denied the bits of the map that are set, by port
 */
record IoMap(int limit, int base, Set<Integer> denied) {
    /** Whether the map permits an access to {@code size} ports from {@code port} on. */
    boolean permits(int port, int size) {
        if (limit < 0x67 || base + port / 8 + 1 > limit) {
            return false;
        }
        for (int one = port; one < port + size; one++) {
            if (denied.contains(one)) {
                return false;
            }
        }
        return true;
    }

    /** The TSS, as far as it is not zero. */
    byte[] content() {
        byte[] tss = new byte[0x2100];
        tss[0x66] = (byte) base;
        tss[0x67] = (byte) (base >>> 8);
        for (int port : denied) {
            tss[base + port / 8] |= (byte) (1 << port % 8);
        }
        return Arrays.copyOf(tss, 0x1000);
    }
}
