package dev.pacifica.model.state;

/**
 * The signal that the instruction in progress, or the delivery in progress, has met an exception. Each processor has one,
 * which is thrown again and again: it carries no stack trace, and its content is valid until the next throw. Whoever
 * catches it delivers the exception.
 */
public final class Fault extends Signal {
    private ExceptionVector exception = ExceptionVector.UD;
    private int errorCode;
    private long address;
    private boolean fetch;

    Fault() {}

    Fault of(ExceptionVector exception, int errorCode, long address, boolean fetch) {
        this.exception = exception;
        this.errorCode = errorCode;
        this.address = address;
        this.fetch = fetch;
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

    /** #PF only: whether the access was an instruction fetch; the error code does not always tell (PG-65). */
    public boolean isFetch() {
        return fetch;
    }

    @Override
    public String getMessage() {
        return "#" + exception + "(" + Integer.toHexString(errorCode) + "h)";
    }
}
