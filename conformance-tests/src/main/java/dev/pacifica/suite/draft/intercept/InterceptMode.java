package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.GuestSystem;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.oracle.Delivery.Event;
import dev.pacifica.suite.oracle.HandlerEntry.Arrival;
import dev.pacifica.suite.oracle.HandlerEntry.Gate;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.Locale;
import java.util.function.Supplier;

/** The guest modes in which intercepts are tried, at CPL 0 and 3 where there is a choice. */
public enum InterceptMode {
    REAL("real mode", Guest::real, false),
    VIRTUAL_8086("virtual-8086 mode", Guest::v86, true),
    PROTECTED_16("16-bit protected mode", Guest::protected16, false),
    PROTECTED_16_USER("16-bit protected mode at CPL 3", Guest::protected16, true),
    PROTECTED_32("32-bit protected mode", Guest::protected32, false),
    PROTECTED_32_USER("32-bit protected mode at CPL 3", Guest::protected32User, true),
    COMPATIBILITY("compatibility mode", Guest::compatibility, false),
    COMPATIBILITY_USER("compatibility mode at CPL 3", Guest::compatibility, true),
    LONG_64("64-bit mode", Guest::long64, false),
    LONG_64_USER("64-bit mode at CPL 3", Guest::long64User, true);

    private static final long IOPL = 0x3000;
    private static final int INTERRUPT_GATE = 0xE;
    private static final int REAL_SEGMENT = 0x300;

    public final String words;
    public final boolean isUser;

    @SuppressWarnings("ImmutableEnumChecker") // method references
    private final Supplier<Guest> guest;

    InterceptMode(String words, Supplier<Guest> guest, boolean isUser) {
        this.words = words;
        this.guest = guest;
        this.isUser = isUser;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public int bits() {
        return guest.get().bits();
    }

    public boolean is64() {
        return bits() == 64;
    }

    public boolean hasDescriptors() {
        return this != REAL && this != VIRTUAL_8086;
    }

    /** The offset of the page of data that every guest has. */
    long data() {
        return bits() == 16 ? 0 : Draft.SCRATCH;
    }

    /** Its linear and physical address. */
    long dataPage() {
        return this == VIRTUAL_8086 ? Guest.V86_DATA : Draft.SCRATCH;
    }

    /** Source text in which {@code %a} to {@code %c} are rAX to rCX, {@code %m} memory at rBX and {@code %i} IRET, in the width of the code. */
    String source(String text) {
        int bits = bits();
        String pointer = bits == 64 ? "[rbx]" : bits == 32 ? "[ebx]" : "[bx]";
        return text.replace("%a", bits == 64 ? "rax" : "eax")
                .replace("%b", bits == 64 ? "rbx" : "ebx")
                .replace("%c", bits == 64 ? "rcx" : "ecx")
                .replace("%m", pointer)
                .replace("%i", bits == 64 ? "iretq" : "iret");
    }

    private boolean isLong() {
        return ordinal() >= COMPATIBILITY.ordinal();
    }

    /** Size of an entry of the IDT, or of the interrupt table. */
    int gateSize() {
        return this == REAL ? 4 : isLong() ? 16 : 8;
    }

    /** The gate of a handler at CPL 0, as {@link GuestSystem} has the segments. */
    Gate gate() {
        if (this == REAL) {
            return new Gate(0, 0, REAL_SEGMENT, GuestSystem.REAL_HANDLER - ((long) REAL_SEGMENT << 4), 0, false);
        }
        int selector = isLong() ? Fixture.CODE64_SELECTOR : Fixture.CODE32_SELECTOR;
        return new Gate(INTERRUPT_GATE, 0, selector, GuestSystem.HANDLER, 0, false);
    }

    /** The handler's linear address. */
    long handler() {
        return this == REAL ? GuestSystem.REAL_HANDLER : GuestSystem.HANDLER;
    }

    int handlerBits() {
        return this == REAL ? 16 : isLong() ? 64 : 32;
    }

    /** Claims that the handler behind the gate gets {@code event}, and returns to {@code rip}. */
    Draft claimHandler(Draft draft, Event event, long rip, boolean setsResumeFlag) {
        return draft.claimHandler(
                gate(),
                new Arrival(event, "EXC-01", rip, draft.field("RFLAGS"), setsResumeFlag, GuestSystem.kernelStack()));
    }

    /** A legal guest with IOPL 3. */
    public Draft draft(String id, String... lines) {
        Draft draft = new Draft(id, Level.INTERCEPT).guest(guest.get(), lines);
        if (isUser) {
            draft.setBits("RFLAGS", IOPL);
        }
        if (this == PROTECTED_16_USER || this == COMPATIBILITY_USER) {
            draft.set("CPL", 3).setBits("CS.attributes", 0x60).setBits("SS.attributes", 0x60);
            draft.setBits("DS.attributes", 0x60).setBits("ES.attributes", 0x60);
            draft.set("CS.selector", Fixture.USER_CODE32_SELECTOR);
            for (String name : new String[] {"SS", "DS", "ES"}) {
                draft.set(name + ".selector", Fixture.USER_DATA_SELECTOR);
            }
        }
        return draft.gpr("rbx", data()).gpr("rsi", data()).touches(dataPage());
    }
}
