package dev.pacifica.suite.draft.event;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.HandlerEntry.Gate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A way from a guest to its handler: the mode and privilege that an event finds, and the gate that it goes through.
 *
 * @param name part of the names of vectors
 * @param guest where the event arises
 * @param gate of the handler
 */
public record DeliverySetting(String name, Guest guest, Gate gate) {
    private static final int INTERRUPT_16 = 6;
    private static final int TRAP_16 = 7;
    private static final int INTERRUPT = 0xE;
    private static final int TRAP = 0xF;
    private static final int IST = 3;
    private static final long REAL_SEGMENT = 0x300;

    /** All but 16-bit gates from virtual-8086 mode, which are implementation-defined (EVT-65). */
    public static List<DeliverySetting> all() {
        int code16 = GuestSystem.CODE16;
        int code32 = Fixture.CODE32_SELECTOR;
        int code64 = Fixture.CODE64_SELECTOR;
        int conforming32 = GuestSystem.CONFORMING32;
        int conforming64 = GuestSystem.CONFORMING64;
        return List.of(
                real(),
                to("v86", Guest.v86(), INTERRUPT, code32),
                to("v86-trap-gate", Guest.v86(), TRAP, code32),
                to("protected16", Guest.protected16(), INTERRUPT_16, code16),
                to("protected16-32-bit-gate", Guest.protected16(), INTERRUPT, code32),
                to("protected32", Guest.protected32(), INTERRUPT, code32),
                to("protected32-trap-gate", Guest.protected32(), TRAP, code32),
                to("protected32-16-bit-gate", Guest.protected32(), INTERRUPT_16, code16),
                to("protected32-16-bit-trap-gate", Guest.protected32(), TRAP_16, code16),
                conforming("protected32-conforming", Guest.protected32(), conforming32, 0),
                to("protected32-user", Guest.protected32User(), INTERRUPT, code32),
                to("protected32-user-trap-gate", Guest.protected32User(), TRAP, code32),
                to("protected32-user-16-bit-gate", Guest.protected32User(), INTERRUPT_16, code16),
                conforming("protected32-user-conforming", Guest.protected32User(), conforming32, 0),
                to("compatibility", Guest.compatibility(), INTERRUPT, code64),
                to("compatibility-trap-gate", Guest.compatibility(), TRAP, code64),
                to("compatibility-user", compatibilityUser(), INTERRUPT, code64),
                to("long64", Guest.long64(), INTERRUPT, code64),
                to("long64-trap-gate", Guest.long64(), TRAP, code64),
                throughIst("long64-ist", Guest.long64()),
                to("long64-user", Guest.long64User(), INTERRUPT, code64),
                throughIst("long64-user-ist", Guest.long64User()),
                conforming("long64-user-conforming", Guest.long64User(), conforming64, 0),
                conforming("long64-user-conforming-ist", Guest.long64User(), conforming64, IST));
    }

    /** That of {@link #all} with this name. */
    public static DeliverySetting named(String name) {
        return all().stream()
                .filter(setting -> setting.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static DeliverySetting real() {
        long offset = GuestSystem.REAL_HANDLER - (REAL_SEGMENT << 4);
        return new DeliverySetting(
                "real", Guest.real(), new Gate(INTERRUPT_16, 0, (int) REAL_SEGMENT, offset, 0, false));
    }

    private static DeliverySetting to(String name, Guest guest, int type, int selector) {
        boolean isBased = selector == GuestSystem.CODE16;
        long offset = isBased ? GuestSystem.HANDLER - Draft.GUEST : GuestSystem.HANDLER;
        return new DeliverySetting(name, guest, new Gate(type, 0, selector, offset, 0, false));
    }

    private static DeliverySetting conforming(String name, Guest guest, int selector, int ist) {
        return new DeliverySetting(name, guest, new Gate(INTERRUPT, ist, selector, GuestSystem.HANDLER, 0, true));
    }

    private static DeliverySetting throughIst(String name, Guest guest) {
        Gate gate = new Gate(INTERRUPT, IST, Fixture.CODE64_SELECTOR, GuestSystem.HANDLER, 0, false);
        return new DeliverySetting(name, guest, gate);
    }

    private static Guest compatibilityUser() {
        Map<String, Long> fields = new TreeMap<>(Guest.long64User().fields());
        Guest.segment(fields, "CS", Fixture.USER_CODE32_SELECTOR, 0xCFB);
        return new Guest(32, fields);
    }

    public boolean isReal() {
        return (field("CR0") & 1) == 0;
    }

    public boolean isV86() {
        return !isReal() && (field("RFLAGS") & 1 << 17) != 0;
    }

    public boolean isLong() {
        return (field("EFER") & 0x500) != 0;
    }

    /** Whether the code that is interrupted is 64-bit. */
    public boolean is64Bit() {
        return guest.bits() == 64;
    }

    /** 16-bit code, whose segments do not begin at 0. */
    public boolean isSmall() {
        return guest.bits() == 16;
    }

    public int cpl() {
        return (int) field("CPL");
    }

    /** The stack that the handler gets from the TSS, if it gets one. */
    public long newStack() {
        return gate.ist() != 0 ? GuestSystem.istStack() : GuestSystem.kernelStack();
    }

    /** Size of the handler's code: 16, 32 or 64. */
    public int handlerBits() {
        return isReal() || gate.selector() == GuestSystem.CODE16 ? 16 : isLong() ? 64 : 32;
    }

    /** Linear address of the handler. */
    public long handler() {
        return isReal() ? GuestSystem.REAL_HANDLER : GuestSystem.HANDLER;
    }

    private long field(String name) {
        return guest.fields().getOrDefault(name, 0L);
    }
}
