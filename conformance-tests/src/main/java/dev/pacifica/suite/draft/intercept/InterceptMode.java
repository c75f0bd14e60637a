package dev.pacifica.suite.draft.intercept;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.Locale;
import java.util.function.Supplier;

/** The guest modes in which intercepts are tried, at CPL 0 and 3 where there is a choice. */
enum InterceptMode {
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

    final String words;
    final boolean isUser;

    @SuppressWarnings("ImmutableEnumChecker") // method references
    private final Supplier<Guest> guest;

    InterceptMode(String words, Supplier<Guest> guest, boolean isUser) {
        this.words = words;
        this.guest = guest;
        this.isUser = isUser;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int bits() {
        return guest.get().bits();
    }

    boolean is64() {
        return bits() == 64;
    }

    boolean hasDescriptors() {
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

    /** A legal guest with IOPL 3. */
    Draft draft(String id, String... lines) {
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
