package dev.pacifica.suite.draft;

import java.util.List;
import java.util.Locale;

/** Where an instruction is tried: a guest in each mode of the processor, and the host program, which is 64-bit code at CPL 0. */
enum BaseMode {
    REAL(16, "[0x10]"),
    VIRTUAL_8086(16, "[0x10]"),
    PROTECTED_16(16, "[0x10]"),
    PROTECTED_32(32, "[0x1007010]"),
    PROTECTED_32_USER(32, "[0x1007010]"),
    COMPATIBILITY(32, "[0x1007010]"),
    LONG_64(64, "[0x1007010]"),
    LONG_64_USER(64, "[0x1007010]"),
    HOST_64(64, "[0x1007010]");

    /** Offset of the memory operand in its page. */
    static final int DATA_OFFSET = 0x10;

    private final int bits;
    private final String data;

    BaseMode(int bits, String data) {
        this.bits = bits;
        this.data = data;
    }

    /** As it stands in identifiers. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As it stands in titles. */
    String words() {
        return switch (this) {
            case REAL -> "real mode";
            case VIRTUAL_8086 -> "virtual-8086 mode";
            case PROTECTED_16 -> "16-bit protected mode";
            case PROTECTED_32 -> "32-bit protected mode";
            case PROTECTED_32_USER -> "32-bit protected mode at CPL 3";
            case COMPATIBILITY -> "compatibility mode";
            case LONG_64 -> "64-bit mode";
            case LONG_64_USER -> "64-bit mode at CPL 3";
            case HOST_64 -> "64-bit mode, in the host program";
        };
    }

    /** Default operand size of 16- and 32-bit code; 64 for 64-bit mode. */
    int bits() {
        return bits;
    }

    boolean isHost() {
        return this == HOST_64;
    }

    /** Whether instructions with a VEX prefix and all of segmentation by descriptors exist. */
    boolean isProtected() {
        return this != REAL && this != VIRTUAL_8086;
    }

    /** Operand sizes in bytes. */
    List<Integer> sizes() {
        return bits == 64 ? List.of(1, 2, 4, 8) : List.of(1, 2, 4);
    }

    /** The memory operand, as the assembler wants it. */
    String data() {
        return data;
    }

    /** The page of the memory operand: its linear and physical address. */
    long dataPage() {
        return this == VIRTUAL_8086 ? Guest.V86_DATA : Draft.SCRATCH;
    }

    /** The guest; not for {@link #HOST_64}. */
    Guest guest() {
        return switch (this) {
            case REAL -> Guest.real();
            case VIRTUAL_8086 -> Guest.v86();
            case PROTECTED_16 -> Guest.protected16();
            case PROTECTED_32 -> Guest.protected32();
            case PROTECTED_32_USER -> Guest.protected32User();
            case COMPATIBILITY -> Guest.compatibility();
            case LONG_64 -> Guest.long64();
            case LONG_64_USER -> Guest.long64User();
            case HOST_64 -> throw new IllegalStateException("the host program is no guest");
        };
    }
}
