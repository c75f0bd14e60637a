package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.Processor.*;

import java.util.List;

/**
 * A bit of CR4 or EFER and the feature that it belongs to. Every bit that is not listed must be zero, and so must one whose feature
 * is not reported (CHK-09, CR-30, CR-36, CR-50).
 *
 * @param bit its number
 * @param leaf CPUID function of the feature
 * @param register {@link Processor#EAX} to {@link Processor#EDX}
 * @param feature bit of the feature in that register, or -1 for a bit that every processor has
 */
record RegisterBit(int bit, int leaf, int register, int feature) {
    private static final int ALWAYS = -1;

    /** CR4, by its table in APM2 3.1.3. */
    static final List<RegisterBit> CR4 = List.of(
            new RegisterBit(0, 1, EDX, 1), // VME
            new RegisterBit(1, 1, EDX, 1), // PVI
            new RegisterBit(2, 1, EDX, 4), // TSD
            new RegisterBit(3, 1, EDX, 2), // DE
            new RegisterBit(4, 1, EDX, 3), // PSE
            new RegisterBit(5, 1, EDX, 6), // PAE
            new RegisterBit(6, 1, EDX, 7), // MCE
            new RegisterBit(7, 1, EDX, 13), // PGE
            new RegisterBit(8, 0, EAX, ALWAYS), // PCE
            new RegisterBit(9, 1, EDX, 24), // OSFXSR
            new RegisterBit(10, 1, EDX, 25), // OSXMMEXCPT
            new RegisterBit(11, 7, ECX, 2), // UMIP
            new RegisterBit(12, 7, ECX, 16), // LA57
            new RegisterBit(16, 7, EBX, 0), // FSGSBASE
            new RegisterBit(17, 1, ECX, 17), // PCIDE
            new RegisterBit(18, 1, ECX, 26), // OSXSAVE
            new RegisterBit(20, 7, EBX, 7), // SMEP
            new RegisterBit(21, 7, EBX, 20), // SMAP
            new RegisterBit(22, 7, ECX, 3), // PKE
            new RegisterBit(23, 7, ECX, 7)); // CET

    /** EFER, by its table in APM2 3.1.7; LMSLE apart, which CPUID reports the other way round. */
    static final List<RegisterBit> EFER = List.of(
            new RegisterBit(0, 0x8000_0001, EDX, 11), // SCE
            new RegisterBit(8, 0x8000_0001, EDX, 29), // LME
            new RegisterBit(10, 0x8000_0001, EDX, 29), // LMA
            new RegisterBit(11, 0x8000_0001, EDX, 20), // NXE
            new RegisterBit(12, 0x8000_0001, ECX, 2), // SVME
            new RegisterBit(14, 0x8000_0001, EDX, 25), // FFXSR
            new RegisterBit(15, 0x8000_0001, ECX, 17), // TCE
            new RegisterBit(17, 0x8000_0008, EBX, 8), // MCOMMIT
            new RegisterBit(18, 0x8000_0008, EBX, 13), // INTWB
            new RegisterBit(20, 0x8000_0021, EAX, 7), // UAIE
            new RegisterBit(21, 0x8000_0021, EAX, 8)); // AIBRSE

    /** The bits of {@code table} that {@code processor} has. */
    static long implemented(List<RegisterBit> table, Processor processor) {
        long bits = 0;
        for (RegisterBit one : table) {
            if (one.feature == ALWAYS || processor.reports(one.leaf, one.register, one.feature)) {
                bits |= 1L << one.bit;
            }
        }
        return bits;
    }
}
