package dev.pacifica.model.event;

import dev.pacifica.model.state.ExceptionClass;

/** What becomes of an exception that arises while another event is being delivered (EVT-30, EVT-33, APM2 table 8-3). */
enum Combination {
    /** The second exception is delivered; the first event is lost. */
    SERIAL,
    DOUBLE_FAULT,
    SHUTDOWN;

    /**
     * The table. Interrupts, INTn and reserved vectors are benign as the first event (EVT-31).
     *
     * @param first class of the event in delivery
     * @param second class of the exception
     */
    static Combination of(ExceptionClass first, ExceptionClass second) {
        boolean isContributory = second == ExceptionClass.CONTRIBUTORY;
        boolean isSerious = isContributory || second == ExceptionClass.PAGE_FAULT;
        return switch (first) {
            case BENIGN -> SERIAL;
            case CONTRIBUTORY -> isContributory ? DOUBLE_FAULT : SERIAL;
            case PAGE_FAULT -> isSerious ? DOUBLE_FAULT : SERIAL;
            case DOUBLE_FAULT -> isSerious ? SHUTDOWN : SERIAL;
        };
    }
}
