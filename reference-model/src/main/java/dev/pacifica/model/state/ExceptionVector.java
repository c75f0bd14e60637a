package dev.pacifica.model.state;

/** The exceptions with their vectors (EVT-01 to EVT-24, APM2 8.2). */
public enum ExceptionVector {
    DE(0, ExceptionClass.CONTRIBUTORY, false),
    DB(1, ExceptionClass.BENIGN, false),
    BP(3, ExceptionClass.BENIGN, false),
    OF(4, ExceptionClass.BENIGN, false),
    BR(5, ExceptionClass.BENIGN, false),
    UD(6, ExceptionClass.BENIGN, false),
    NM(7, ExceptionClass.BENIGN, false),
    DF(8, ExceptionClass.DOUBLE_FAULT, true),
    TS(10, ExceptionClass.CONTRIBUTORY, true),
    NP(11, ExceptionClass.CONTRIBUTORY, true),
    SS(12, ExceptionClass.CONTRIBUTORY, true),
    GP(13, ExceptionClass.CONTRIBUTORY, true),
    PF(14, ExceptionClass.PAGE_FAULT, true),
    MF(16, ExceptionClass.BENIGN, false),
    AC(17, ExceptionClass.BENIGN, true),
    MC(18, ExceptionClass.BENIGN, false),
    XF(19, ExceptionClass.BENIGN, false),
    CP(21, ExceptionClass.CONTRIBUTORY, true),
    HV(28, ExceptionClass.BENIGN, false),
    VC(29, ExceptionClass.CONTRIBUTORY, true),
    SX(30, ExceptionClass.CONTRIBUTORY, true);

    private static final ExceptionVector[] BY_NUMBER = new ExceptionVector[256];

    static {
        for (ExceptionVector exception : values()) {
            BY_NUMBER[exception.number] = exception;
        }
    }

    private final int number;
    private final ExceptionClass exceptionClass;
    private final boolean hasErrorCode;

    ExceptionVector(int number, ExceptionClass exceptionClass, boolean hasErrorCode) {
        this.number = number;
        this.exceptionClass = exceptionClass;
        this.hasErrorCode = hasErrorCode;
    }

    /** The vector, 0 to 31. */
    public int number() {
        return number;
    }

    /** What it combines to with a second exception. */
    public ExceptionClass exceptionClass() {
        return exceptionClass;
    }

    /** Whether the exception pushes an error code. */
    public boolean hasErrorCode() {
        return hasErrorCode;
    }

    /** The exception with this vector, or null if no exception has it (2, 9, 15, …). */
    public static ExceptionVector of(int number) {
        return BY_NUMBER[number & 0xFF];
    }
}
