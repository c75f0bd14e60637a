package dev.pacifica.model.paging;

import dev.pacifica.model.memory.PhysicalMemory;

/** The four PDPEs of PAE paging, where they are read before they are used: by VMRUN, and perhaps by MOV CR3 (PG-23). */
public final class DirectoryPointers {
    private static final int COUNT = 4;
    /** Bits 2:1 and 8:5. */
    private static final long LOW_RESERVED = 0x1E6;

    private DirectoryPointers() {}

    /** Whether a present one has a reserved bit set (PG-12). */
    public static boolean areIllegal(PhysicalMemory memory, long cr3, int physicalAddressBits) {
        long reserved = LOW_RESERVED | -1L << physicalAddressBits;
        for (int index = 0; index < COUNT; index++) {
            long pdpe = memory.read64((cr3 & 0xFFFF_FFE0L) + 8L * index);
            if ((pdpe & PageEntry.P) != 0 && (pdpe & reserved) != 0) {
                return true;
            }
        }
        return false;
    }
}
