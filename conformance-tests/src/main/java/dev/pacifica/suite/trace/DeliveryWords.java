package dev.pacifica.suite.trace;

import dev.pacifica.model.event.DeliveryEntry;
import dev.pacifica.model.event.EventType;
import dev.pacifica.suite.explain.Meaning;

/** Exceptions and deliveries in words. */
final class DeliveryWords {
    private DeliveryWords() {}

    static Happening of(DeliveryEntry entry) {
        if (entry instanceof DeliveryEntry.Raised raised) {
            Words words = new Words("exception")
                    .field("vector", raised.exception().number())
                    .field("errorCode", raised.errorCode());
            String text = Meaning.exception(raised.exception().number());
            if (raised.exception().hasErrorCode()) {
                text += ", error code 0x%x".formatted(raised.errorCode());
            }
            if (raised.exception().name().equals("PF")) {
                words.field("linear", raised.address());
                text += " (%s), at 0x%x".formatted(Meaning.pageFaultCode(raised.errorCode()), raised.address());
            }
            return words.text("exception: %s", text);
        }
        if (entry instanceof DeliveryEntry.DoubleFault doubled) {
            return new Words("doubleFault")
                    .field("first", doubled.first())
                    .field("second", doubled.second().number())
                    .text(
                            "double fault: %s while %s was being delivered",
                            Meaning.exception(doubled.second().number()), Meaning.exception(doubled.first()));
        }
        if (entry instanceof DeliveryEntry.Delivered delivered) {
            Words words = new Words("delivery")
                    .field("type", Words.of(delivered.type()))
                    .field("vector", delivered.vector());
            if (delivered.hasErrorCode()) {
                words.field("errorCode", delivered.errorCode());
            }
            return words.field("fromCs", delivered.fromCs())
                    .field("returnRip", delivered.returnRip())
                    .field("toCs", delivered.toCs())
                    .field("toRip", delivered.toRip())
                    .text(
                            "delivery: %s%s, from %04x:%x to %04x:%x",
                            event(delivered.type(), delivered.vector()),
                            delivered.hasErrorCode() ? ", error code 0x%x".formatted(delivered.errorCode()) : "",
                            delivered.fromCs(),
                            delivered.returnRip(),
                            delivered.toCs(),
                            delivered.toRip());
        }
        return new Words("shutdown").text("shutdown");
    }

    private static String event(EventType type, int vector) {
        return switch (type) {
            case INTERRUPT -> "interrupt " + vector;
            case NMI -> "NMI";
            case EXCEPTION -> Meaning.exception(vector);
            case SOFTWARE -> "software interrupt " + vector;
        };
    }
}
