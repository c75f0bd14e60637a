package dev.pacifica.model.event;

/**
 * Asks whether the guest's hypervisor intercepts something. A method returns if not; otherwise it throws {@link VmExit}.
 * Each is called at the point of execution that the manual demands (APM2 15.9 to 15.14), before anything is committed, with
 * {@link dev.pacifica.model.state.Cpu#rip} at the instruction and {@code nextRip} behind it. Implemented by {@code svm}.
 */
public interface Interception {
    /** Host mode: nothing is intercepted (INS-05). */
    Interception NONE = new Interception() {};

    /** Whether the processor is in guest mode. */
    default boolean inGuest() {
        return false;
    }

    /**
     * An instruction that has an intercept of its own.
     *
     * @param info1 EXITINFO1 as decode assists define it (DA-01 to DA-06); 0 where they define nothing
     */
    default void instruction(Intercept which, long info1) {}

    /** PAUSE, which a filter may let pass although it is intercepted (PAUSE-01 to PAUSE-08). */
    default void pause() {}

    /**
     * An access to a port.
     *
     * @param port 0 to FFFFh
     * @param size 1, 2 or 4 bytes
     * @param info1 in the format of IOIO-10, complete
     */
    default void port(int port, int size, long info1) {}

    /**
     * RDMSR or WRMSR, after the CPL check and before any check of the particular register (MSR-07).
     *
     * @param number ECX
     */
    default void msr(int number, boolean write) {}

    /**
     * An exception other than #PF, before it is combined with the event in delivery (XII-20); not called for INTn, ICEBP and interrupts.
     *
     * @param vector 0 to 31
     * @param errorCode the error code, 0 if there is none
     */
    default void exception(int vector, int errorCode) {}

    /**
     * #PF, as {@link #exception}.
     *
     * @param address the linear address that CR2 would get
     * @param fetch whether the access was an instruction fetch
     */
    default void pageFault(int errorCode, long address, boolean fetch) {}

    /**
     * An event that the processor is about to take at an instruction boundary (INT-01 to INT-09).
     *
     * @param which INTR, NMI, SMI, INIT or VINTR
     */
    default void event(Intercept which) {}

    /**
     * Whether {@link #event} would throw.
     *
     * @param which INTR or NMI
     */
    default boolean intercepts(Intercept which) {
        return false;
    }

    /** An external SMI that meets no I/O instruction, about to be taken at an instruction boundary (INT-11, INT-12). */
    default void externalSmi() {}

    /** The processor is about to shut down (MISC-10). */
    default void shutdown() {}

    /** An x87 error is about to freeze the processor: CR0.NE is clear, and nothing asserts IGNNE# (MISC-08). */
    default void errorFreeze() {}

    /**
     * A task switch, after the checks of the incoming TSS (MISC-02).
     *
     * @param selector of the incoming TSS
     * @param info2 EXITINFO2 in the format of MISC-03
     */
    default void taskSwitch(int selector, long info2) {}
}
