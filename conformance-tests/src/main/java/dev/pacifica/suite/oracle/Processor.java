package dev.pacifica.suite.oracle;

/** What the rules ask about a processor: the features and numbers that CPUID reports, with subleaf 0. */
@FunctionalInterface
public interface Processor {
    int EAX = 0;
    int EBX = 1;
    int ECX = 2;
    int EDX = 3;

    /**
     * What CPUID gives.
     *
     * @param leaf the function
     * @param register {@link #EAX} to {@link #EDX}
     */
    int cpuid(int leaf, int register);

    /** Whether a feature bit is set. */
    default boolean reports(int leaf, int register, int bit) {
        return (cpuid(leaf, register) >>> bit & 1) != 0;
    }

    /** MAXPHYADDR: the width of physical addresses in bits. */
    default int physicalAddressBits() {
        return cpuid(0x8000_0008, EAX) & 0xFF;
    }

    /** NASID: address space identifiers, the host's among them (EN-03). */
    default long asidCount() {
        return cpuid(0x8000_000A, EBX) & 0xFFFF_FFFFL;
    }

    /** EN-06: whether nRIP is saved on #VMEXIT. */
    default boolean savesNextRip() {
        return reports(0x8000_000A, EDX, 3);
    }

    /** EN-06: decode assists. */
    default boolean assistsDecoding() {
        return reports(0x8000_000A, EDX, 7);
    }
}
