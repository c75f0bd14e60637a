package dev.pacifica.model.event;

/** The event that is being delivered through the IDT: what EXITINTINFO shows if an intercept hits meanwhile (XII-01). */
public final class EventInDelivery {
    private boolean valid;
    private EventType type = EventType.EXCEPTION;
    private int vector;
    private boolean hasErrorCode;
    private int errorCode;

    void begin(EventType type, int vector, boolean hasErrorCode, int errorCode) {
        this.valid = true;
        this.type = type;
        this.vector = vector;
        this.hasErrorCode = hasErrorCode;
        this.errorCode = errorCode;
    }

    /** No event is being delivered (any more). */
    public void clear() {
        valid = false;
    }

    /** Whether an event is being delivered. */
    public boolean isValid() {
        return valid;
    }

    public EventType type() {
        return type;
    }

    /** 0 to 255. */
    public int vector() {
        return vector;
    }

    public boolean hasErrorCode() {
        return hasErrorCode;
    }

    public int errorCode() {
        return errorCode;
    }

    /** The event in the format of EXITINTINFO and EVENTINJ (APM2 15.7.2); 0 if none is being delivered. */
    public long encoded() {
        if (!valid) {
            return 0;
        }
        long info = 1L << 31 | (hasErrorCode ? 1L << 11 : 0) | (long) type.number() << 8 | vector;
        return hasErrorCode ? info | (long) errorCode << 32 : info;
    }
}
