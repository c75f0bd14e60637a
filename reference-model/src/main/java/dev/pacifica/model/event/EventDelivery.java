package dev.pacifica.model.event;

/** Stub. */
public final class EventDelivery {
    private final EventInDelivery current = new EventInDelivery();

    /** The event in delivery, for EXITINTINFO. */
    public EventInDelivery current() {
        return current;
    }

    /** An exception met by the instruction at rIP, or by the boundary before it. */
    public void exception(dev.pacifica.model.state.Fault fault) {}

    /** An event that VMRUN injects: no intercept test on it (XII-23). */
    public void inject(EventType type, int vector, boolean hasErrorCode, int errorCode, long returnRip) {}

    /** An external or virtual interrupt. */
    public void interrupt(int vector) {}

    public void nmi() {}
}
