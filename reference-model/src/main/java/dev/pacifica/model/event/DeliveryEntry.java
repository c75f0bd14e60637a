package dev.pacifica.model.event;

import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.state.ExceptionVector;

/** What the delivery of events writes into the log. */
public sealed interface DeliveryEntry extends StepLog.Entry {
    /**
     * An exception came up; nothing has been tested yet.
     *
     * @param exception which
     * @param errorCode 0 if it has none
     * @param address #PF: the linear address
     */
    record Raised(ExceptionVector exception, int errorCode, long address) implements DeliveryEntry {}

    /**
     * An exception during the delivery of another event made a double fault of both (EVT-30).
     *
     * @param first vector of the event that was being delivered
     * @param second the exception that came up meanwhile
     */
    record DoubleFault(int first, ExceptionVector second) implements DeliveryEntry {}

    /** The processor shuts down (EVT-33). */
    record ShutDown() implements DeliveryEntry {}

    /**
     * An event was delivered: the handler is next.
     *
     * @param type its kind
     * @param vector 0 to 255
     * @param hasErrorCode whether the event has an error code
     * @param errorCode 0 if it has none
     * @param fromCs selector of the interrupted code
     * @param returnRip the offset that the frame got
     * @param toCs selector of the handler
     * @param toRip its offset
     */
    record Delivered(
            EventType type,
            int vector,
            boolean hasErrorCode,
            int errorCode,
            int fromCs,
            long returnRip,
            int toCs,
            long toRip)
            implements DeliveryEntry {}
}
