package dev.pacifica.model.state;

/**
 * The signal that the instruction in progress, or the delivery in progress, has met an exception. Each processor has one,
 * which is thrown again and again: it carries no stack trace, and its content is valid until the next throw. Whoever
 * catches it delivers the exception.
 */
public final class Fault extends RuntimeException {
    private ExceptionVector exception = ExceptionVector.UD;
    private int errorCode;
    private long address;

    Fault() {
        super(null, null, false, false);
    }

    Fault of(ExceptionVector exception, int errorCode, long address) {
        this.exception = exception;
        this.errorCode = errorCode;
        this.address = address;
        return this;
    }

    /** Which exception. */
    public ExceptionVector exception() {
        return exception;
    }

    /** The error code, 32 bits; 0 if the exception has none. */
    public int errorCode() {
        return errorCode;
    }

    /** #PF only: the faulting linear address (PG-61). */
    public long address() {
        return address;
    }

    @Override
    public String getMessage() {
        return "#" + exception + "(" + Integer.toHexString(errorCode) + "h)";
    }
}
