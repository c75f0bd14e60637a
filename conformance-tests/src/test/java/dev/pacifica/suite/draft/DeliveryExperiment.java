package dev.pacifica.suite.draft;

import dev.pacifica.suite.draft.event.DeliverySetting;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import dev.pacifica.suite.oracle.VmcbFields;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.List;
import java.util.Optional;

/** A guest for properties into which VMRUN injects an event that its handler receives. */
public final class DeliveryExperiment {
    private static final int EXCEPTION = 3;
    private static final int RF = 1 << 16;
    /** Exceptions that may be injected in every mode and return where VMRUN begins. */
    private static final int[] PLAIN = {0, 6, 7, 16, 18, 19};

    private static final int[] WITH_CODE = {8, 10, 11, 12, 13, 14, 17, 30};

    private final DeliverySetting setting;
    private final Draft draft;
    private Event event = Event.exception(6);

    private DeliveryExperiment(DeliverySetting setting) {
        this.setting = setting;
        draft = new Draft("property", Level.EXCEPTION)
                .guest(setting.guest(), "nop")
                .code(setting.handler(), setting.handlerBits(), "vmmcall")
                .set("INTERCEPT_EXCEPTION", 0);
    }

    /** The names of the settings. */
    public static List<String> settings() {
        return DeliverySetting.all().stream().map(DeliverySetting::name).toList();
    }

    /** A guest in the setting of this number. */
    public static DeliveryExperiment of(int number) {
        return new DeliveryExperiment(DeliverySetting.all().get(number));
    }

    public String name() {
        return setting.name();
    }

    /** Sets these flags and leaves those that make the mode. */
    public DeliveryExperiment flags(long flags) {
        draft.setBits("RFLAGS", setting.isV86() ? flags | 0x3000 : flags);
        return this;
    }

    /** Lowers the stack pointer by so many bytes. */
    public DeliveryExperiment stackBelow(long bytes) {
        draft.set("RSP", draft.field("RSP") - bytes);
        return this;
    }

    /**
     * Injects an event; an exception is one of those that the mode knows. RF is made what the event would push by itself,
     * where INJ-27 lets the processor choose between that and RF as it is: set for faults, clear for INTn.
     *
     * @param type 0 interrupt, 1 exception, 2 NMI, 3 INTn
     * @param number vector, or any number that chooses an exception
     */
    public DeliveryExperiment inject(int type, int number, int code) {
        boolean hasCode = type == 1 && !setting.isReal() && (number & 1) != 0;
        event = switch (type) {
            case 0 -> new Event(0, number, Optional.empty());
            case 2 -> new Event(2, 2, Optional.empty());
            case 3 -> new Event(4, number, Optional.empty());
            default ->
                hasCode
                        ? Event.exception(WITH_CODE[(number >> 1) % WITH_CODE.length], code)
                        : new Event(EXCEPTION, PLAIN[number % PLAIN.length], Optional.empty());
        };
        if (type == 1) {
            draft.setBits("RFLAGS", RF);
        } else if (type == 3) {
            draft.clearBits("RFLAGS", RF);
        }
        draft.set("EVENTINJ", event.information()).set("NRIP", draft.field("RIP"));
        GuestSystem.install(draft).tss().gate(event.vector(), 3, setting.gate());
        return this;
    }

    public Vector vector() {
        return draft.vector(List.of());
    }

    /** What the oracle says of the handler. */
    public List<Claim> claims() {
        Arrival arrival =
                new Arrival(event, "INJ-31", draft.field("RIP"), draft.field("RFLAGS"), false, setting.newStack());
        return HandlerEntry.claims(Draft.VMCB, new VmcbFields(draft.fields()), setting.gate(), arrival);
    }
}
