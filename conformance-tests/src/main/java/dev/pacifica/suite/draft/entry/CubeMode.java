package dev.pacifica.suite.draft.entry;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.draft.LegacyTables;
import dev.pacifica.suite.draft.PaeTables;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.Locale;
import java.util.function.Supplier;

/** The guest modes in which checks are tried: every mode, with and without paging where both exist. */
enum CubeMode {
    REAL("real mode", false, false, Guest::real),
    REAL_PAGED("paged real mode", true, false, Guest::real),
    VIRTUAL_8086("virtual-8086 mode", false, false, Guest::v86),
    VIRTUAL_8086_PAGED("virtual-8086 mode with paging", true, false, Guest::v86),
    PROTECTED_16("16-bit protected mode", false, false, Guest::protected16),
    PROTECTED_32("32-bit protected mode", false, false, Guest::protected32),
    PROTECTED_32_USER("32-bit protected mode at CPL 3", false, false, Guest::protected32User),
    PAGED_32("32-bit protected mode with 32-bit paging", true, false, Guest::protected32),
    PAE("32-bit protected mode with PAE paging", true, false, () -> PaeTables.guest(Guest.protected32())),
    COMPATIBILITY("compatibility mode", true, true, Guest::compatibility),
    LONG_64("64-bit mode", true, true, Guest::long64),
    LONG_64_USER("64-bit mode at CPL 3", true, true, Guest::long64User);

    private static final long PG = 1L << 31;
    static final int MARK = 0x5A;

    final String words;
    final boolean isPaged;
    final boolean isLong;

    @SuppressWarnings("ImmutableEnumChecker") // method references
    private final Supplier<Guest> guest;

    CubeMode(String words, boolean isPaged, boolean isLong, Supplier<Guest> guest) {
        this.words = words;
        this.isPaged = isPaged;
        this.isLong = isLong;
        this.guest = guest;
    }

    boolean isVirtual8086() {
        return this == VIRTUAL_8086 || this == VIRTUAL_8086_PAGED;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A legal guest that marks BL and exits. */
    Draft draft(String name) {
        Draft draft = new Draft(CheckCube.AREA + "/" + name + "-in-" + id(), Level.CHK)
                .guest(guest.get(), "mov bl, 0x%x".formatted(MARK), "vmmcall");
        return switch (this) {
            case REAL_PAGED, VIRTUAL_8086_PAGED, PAGED_32 -> LegacyTables.install(draft);
            case PAE -> PaeTables.install(draft.setBits("CR0", PG));
            default -> draft;
        };
    }
}
