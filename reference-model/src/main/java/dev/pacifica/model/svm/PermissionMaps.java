package dev.pacifica.model.svm;

import dev.pacifica.model.memory.PhysicalMemory;

/** The I/O and MSR permission maps, read at the moment of each access (CLEAN-20), never written (VMCB-204). */
final class PermissionMaps {
    private static final int MSR_BITS_PER_BYTE = 4;

    private final PhysicalMemory memory;

    PermissionMaps(PhysicalMemory memory) {
        this.memory = memory;
    }

    /**
     * IOIO-04: whether any bit of an access of {@code size} bytes at {@code port} is set; there is no wrap to port 0.
     *
     * @param iopm system-physical base of the map
     */
    boolean interceptsPort(long iopm, int port, int size) {
        for (int p = port; p < port + size; p++) {
            if ((memory.read8(iopm + p / 8) >>> p % 8 & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * MSR-03 to MSR-06: whether reading or writing the register is intercepted.
     *
     * @param msrpm system-physical base of the map
     */
    boolean interceptsMsr(long msrpm, int number, boolean write) {
        int range = switch (number >>> 13) {
            case 0x0000_0000 >>> 13 -> 0x000;
            case 0xC000_0000 >>> 13 -> 0x800;
            case 0xC001_0000 >>> 13 -> 0x1000;
            default -> -1;
        };
        if (range < 0) {
            return true; // MSR-06
        }
        int index = number & 0x1FFF;
        int bits = memory.read8(msrpm + range + index / MSR_BITS_PER_BYTE) >>> 2 * (index % MSR_BITS_PER_BYTE);
        return (bits & (write ? 2 : 1)) != 0;
    }
}
