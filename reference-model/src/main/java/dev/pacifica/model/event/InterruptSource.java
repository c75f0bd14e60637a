package dev.pacifica.model.event;

/**
 * Where interrupts come from. Asked at instruction boundaries; the source itself applies what masks its events (IF, GIF,
 * shadow, task priority). Implemented by {@code apic} and {@code svm}.
 */
public interface InterruptSource {
    /** No interrupt ever. */
    InterruptSource NONE = new InterruptSource() {
        @Override
        public boolean isPending() {
            return false;
        }

        @Override
        public void take(EventDelivery delivery) {}
    };

    /** Whether something is to be taken at this boundary. Called before every instruction, so it must be cheap. */
    boolean isPending();

    /**
     * Takes the event of highest priority: delivers it, or throws {@link VmExit} if it is intercepted.
     */
    void take(EventDelivery delivery);
}
