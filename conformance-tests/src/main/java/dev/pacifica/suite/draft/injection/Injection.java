package dev.pacifica.suite.draft.injection;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.Optional;

/** Guests into which an event is injected. Their handlers, where they have one, are at {@link GuestSystem#HANDLER}. */
final class Injection {
    static final int EXTERNAL = 0;
    static final int NMI = 2;
    static final int EXCEPTION = 3;
    static final int SOFTWARE = 4;
    static final int VECTOR = 0x30;

    /** A present interrupt gate, without and with the right for CPL 3. */
    static final int GATE = 0x8E;

    static final int GATE_FOR_USERS = 0xEE;
    static final long RESUME = 1 << 16;

    private Injection() {}

    static Event external() {
        return new Event(EXTERNAL, VECTOR, Optional.empty());
    }

    static Event software() {
        return new Event(SOFTWARE, VECTOR, Optional.empty());
    }

    static Event nmi() {
        return new Event(NMI, 2, Optional.empty());
    }

    /** Whether the event is a fault, which sets RF in the image that it pushes (INJ-27). */
    static boolean isFault(Event event) {
        return event.type() == EXCEPTION
                && switch (event.vector()) {
                    case 1, 3, 4 -> false;
                    default -> true;
                };
    }

    /**
     * A guest into which VMRUN injects an event. RF is set for faults, so that it does not matter whether the injection sets it (INJ-27);
     * nRIP is behind the first two bytes of the guest's program for software interrupts, otherwise at them (INJ-36).
     */
    static Draft into(String name, Guest guest, Event event, String... program) {
        Draft draft = new Draft("injection/" + name, Level.EXCEPTION)
                .guest(guest, program)
                .set("EVENTINJ", event.information())
                .setBits("RFLAGS", isFault(event) ? RESUME : 0)
                .unspecified("event-injection-consumed");
        if (event.type() == SOFTWARE) {
            draft.set("NRIP", draft.field("RIP") + 2);
        } else if (event.type() == EXCEPTION && (event.vector() == 3 || event.vector() == 4)) {
            draft.set("NRIP", draft.field("RIP"));
        }
        return draft;
    }

    /** Gives a long-mode or protected-mode guest tables with one gate, whose handler executes {@code lines}. */
    static GuestSystem handled(Draft draft, int vector, int access, String... lines) {
        boolean isLong = (draft.field("EFER") & 0x500) != 0;
        int selector = isLong ? Fixture.CODE64_SELECTOR : Fixture.CODE32_SELECTOR;
        GuestSystem system = GuestSystem.install(draft).entry(vector, access, 0, selector, GuestSystem.HANDLER);
        draft.code(GuestSystem.HANDLER, isLong ? 64 : 32, lines);
        return system;
    }

    /** Claims that the handler's VMMCALL, {@code length} bytes behind its start, is what the guest exits with. */
    static Draft arrives(Draft draft, String rule, int length) {
        return draft.claimField(rule, "EXITCODE", 0x81)
                .claimField(rule, "RIP", GuestSystem.HANDLER + length)
                .claimField("INJ-38", "EXITINTINFO", 1L << 31, 0)
                .claimField("EXIT-13", "EVENTINJ", 1L << 31, 0);
    }
}
