package dev.pacifica.model.svm;

import dev.pacifica.model.event.EventType;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import org.jspecify.annotations.Nullable;

/**
 * The EVENTINJ field taken apart (INJ-02, APM2 15.20).
 *
 * @param field its 64 bits
 */
record EventInjection(long field) {
    /** Bit 31: an event is to be injected. */
    boolean isValid() {
        return (field >>> 31 & 1) != 0;
    }

    /** The kind of event, or {@code null} if TYPE is reserved. */
    @Nullable
    EventType type() {
        return EventType.of((int) (field >>> 8 & 7));
    }

    int vector() {
        return (int) field & 0xFF;
    }

    boolean hasErrorCode() {
        return (field >>> 11 & 1) != 0;
    }

    int errorCode() {
        return (int) (field >>> 32);
    }

    /** INJ-10: whether TYPE 3 may have this vector on such a processor, in 64-bit mode or not. */
    boolean isException(CpuProfile profile, boolean is64Bit) {
        return switch (vector()) {
            case 0, 1, 3, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 30 -> true;
            case 4, 5 -> !is64Bit; // INJ-09: INTO and BOUND do not exist in 64-bit mode
            case 21 -> profile.has(Feature.CET_SS);
            default -> false;
        };
    }
}
