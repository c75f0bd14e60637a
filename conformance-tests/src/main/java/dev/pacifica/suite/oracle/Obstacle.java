package dev.pacifica.suite.oracle;

/** What can raise an exception at an instruction that may be intercepted, by itself or together with the intercept. */
public enum Obstacle {
    /** A data breakpoint that the instruction before has met: a trap, which comes first of all (INS-03). */
    DATA_BREAKPOINT(1, -1),
    /** A breakpoint on the instruction (INS-03). */
    BREAKPOINT(1, -1),
    /** Real or virtual-8086 mode, in which the instruction does not exist. */
    MODE(6, -1),
    /** CPL 3, at which the instruction does not exist. */
    USER_UNDEFINED(6, -1),
    /** CR4.OSXSAVE clear. */
    OSXSAVE_CLEAR(6, -1),
    /** CR4.DE set, for DR4 and DR5. */
    DEBUG_EXTENSIONS(6, -1),
    /** CPL 3. */
    PRIVILEGE(13, 0),
    /** CR4.TSD at CPL 3. */
    TIME_STAMP_DISABLE(13, 0),
    /** CR4.UMIP at CPL 3. */
    UMIP(13, 0),
    /** IOPL 0 at CPL 3, with a TSS that has no map of permitted ports. */
    IO_PRIVILEGE(13, 0),
    /** IOPL 0 in virtual-8086 mode, for PUSHF, POPF, INTn and IRET. */
    VIRTUAL_IOPL(13, 0),
    /** DR7.GD. */
    GENERAL_DETECT(1, -1),
    /** A value in rAX, or in rCX, that the instruction does not take. */
    VALUE(13, 0),
    /** An address in rAX that is no page, tested before the intercept. */
    ADDRESS(13, 0),
    /** An address in rAX that is no page, on a processor that tests it after the intercept (VMRUN-05). */
    LATE_ADDRESS(13, 0),
    /** A selector beyond the GDT. */
    SELECTOR(13, 0x1000),
    /** A memory operand that is not mapped in 64-bit mode, and beyond the limit of DS in others. */
    MEMORY(13, 0),
    /** A stack that is not mapped in 64-bit mode, and beyond the limit of SS in others. */
    STACK(12, 0);

    private final int vector;
    private final int errorCode;

    Obstacle(int vector, int errorCode) {
        this.vector = vector;
        this.errorCode = errorCode;
    }

    /** The exception outside 64-bit mode. */
    public int vector() {
        return vector;
    }

    /** Its error code; -1 if it has none. */
    public int errorCode() {
        return errorCode;
    }

    /** Whether it is #PF in 64-bit mode. */
    public boolean isAccess() {
        return this == MEMORY || this == STACK;
    }
}
