package dev.pacifica.model.event;

import org.jspecify.annotations.Nullable;

/** The kinds of events as EXITINTINFO and EVENTINJ number them (APM2 15.7.2, 15.20). */
public enum EventType {
    /** External or virtual interrupt. */
    INTERRUPT(0),
    NMI(2),
    /** Exception, INT3, INTO and ICEBP included (XII-03). */
    EXCEPTION(3),
    /** INTn. */
    SOFTWARE(4);

    private final int number;

    EventType(int number) {
        this.number = number;
    }

    /** The value of the TYPE field, 3 bits. */
    public int number() {
        return number;
    }

    /** The type with this number, or null if the number is reserved. */
    public static @Nullable EventType of(int number) {
        return switch (number) {
            case 0 -> INTERRUPT;
            case 2 -> NMI;
            case 3 -> EXCEPTION;
            case 4 -> SOFTWARE;
            default -> null;
        };
    }
}
