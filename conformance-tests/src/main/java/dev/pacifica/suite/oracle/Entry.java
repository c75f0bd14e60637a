package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.Vector;

/**
 * What a VMRUN finds: the VMCB, memory and the processor. The questions that several rules ask are answered here.
 *
 * @param vmcb the fields of the VMCB
 * @param memory memory before VMRUN
 * @param processor the processor
 */
record Entry(VmcbFields vmcb, InitialMemory memory, Processor processor) {
    private static final int PE = 0;
    private static final int PG = 31;
    private static final int LME = 8;
    private static final int PAE = 5;
    private static final int LONG = 9;

    /** The first VMRUN of {@code vector}, of the VMCB at {@code at}. */
    static Entry of(Vector vector, long at, Processor processor) {
        InitialMemory memory = new InitialMemory(vector);
        return new Entry(memory.vmcb(at), memory, processor);
    }

    long get(String field) {
        return vmcb.get(field);
    }

    boolean isSet(String field, int bit) {
        return vmcb.isSet(field, bit);
    }

    boolean isProtected() {
        return isSet("CR0", PE);
    }

    boolean isPaging() {
        return isSet("CR0", PG);
    }

    boolean hasPae() {
        return isSet("CR4", PAE);
    }

    /** EFER.LME and CR0.PG: long mode, if the rest is as it must be. */
    boolean isLongMode() {
        return isSet("EFER", LME) && isPaging();
    }

    /** NP_ENABLE, on a processor that has it (VMRUN-30). */
    boolean nestsPaging() {
        return get("NP_ENABLE") != 0 && processor.reports(0x8000_000A, Processor.EDX, 0);
    }

    boolean is64Bit() {
        return isLongMode() && isSet("CS.attributes", LONG);
    }
}
