package dev.pacifica.model.event;

import dev.pacifica.model.state.Rflags;

/** The event that is being delivered through the IDT: what EXITINTINFO shows if an intercept hits meanwhile (XII-01). */
public final class EventInDelivery {
    /** What RF is in the pushed image of RFLAGS (EVT-67). */
    enum ResumeFlag {
        AS_IT_IS,
        /** Faults, and interrupts between two iterations of a string instruction: what is returned to has begun before. */
        SET,
        /** Traps, INTn and #DB. */
        CLEAR
    }

    private boolean valid;
    private EventType type = EventType.EXCEPTION;
    private int vector;
    private boolean hasErrorCode;
    private int errorCode;
    private boolean fromProgram;
    private long returnRip;
    private boolean injected;
    private ResumeFlag resumeFlag = ResumeFlag.AS_IT_IS;

    void begin(EventType type, int vector) {
        this.valid = true;
        this.type = type;
        this.vector = vector;
        this.hasErrorCode = false;
        this.errorCode = 0;
        this.fromProgram = false;
        this.injected = false;
        this.resumeFlag = ResumeFlag.AS_IT_IS;
    }

    EventInDelivery errorCode(int code) {
        hasErrorCode = true;
        errorCode = code;
        return this;
    }

    /** INTn, INT3 and INTO: the gate's DPL counts, and error codes have EXT = 0. */
    EventInDelivery fromProgram() {
        fromProgram = true;
        return this;
    }

    /** By VMRUN: without side effects on registers that describe events (INJ-20). */
    EventInDelivery injected() {
        injected = true;
        return this;
    }

    EventInDelivery returnTo(long rip) {
        returnRip = rip;
        return this;
    }

    EventInDelivery resumeFlag(ResumeFlag image) {
        resumeFlag = image;
        return this;
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

    boolean checksGatePrivilege() {
        return fromProgram;
    }

    boolean isInjected() {
        return injected;
    }

    /** The EXT bit of error codes that arise during this delivery (EVT-40). */
    int ext() {
        return fromProgram ? 0 : 1;
    }

    /** The error code that names the event's entry of the IDT (EVT-41). */
    int gateError() {
        return vector * 8 + 2 + ext();
    }

    /** The rIP that the frame gets. */
    long returnRip() {
        return returnRip;
    }

    /** The RFLAGS image that the frame gets (EVT-67). */
    long pushedFlags(long rflags) {
        return switch (resumeFlag) {
            case SET -> rflags | Rflags.RF;
            case CLEAR -> rflags & ~Rflags.RF;
            case AS_IT_IS -> rflags;
        };
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
