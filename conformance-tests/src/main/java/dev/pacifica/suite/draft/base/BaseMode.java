package dev.pacifica.suite.draft.base;

import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.draft.Guest;
import dev.pacifica.suite.fixture.Fixture;
import java.util.List;
import java.util.Locale;

/** Where an instruction is tried: a guest in each mode of the processor, and the host program, which is 64-bit code at CPL 0. */
enum BaseMode {
    REAL(16),
    VIRTUAL_8086(16),
    PROTECTED_16(16),
    PROTECTED_32(32),
    PROTECTED_32_USER(32),
    COMPATIBILITY(32),
    LONG_64(64),
    LONG_64_USER(64),
    HOST_64(64);

    /** Offset of the memory operand in its page. */
    static final int DATA_OFFSET = 0x10;

    /** How much of the stack page lies above the stack pointer. */
    private static final long ABOVE_STACK = 0x100;

    private final int bits;

    BaseMode(int bits) {
        this.bits = bits;
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

    boolean is64() {
        return bits == 64;
    }

    /** Whether instructions with a VEX prefix and all of segmentation by descriptors exist. */
    boolean isProtected() {
        return this != REAL && this != VIRTUAL_8086;
    }

    /** Operand sizes in bytes. */
    List<Integer> sizes() {
        return is64() ? List.of(1, 2, 4, 8) : List.of(1, 2, 4);
    }

    /** Operand sizes of PUSH and POP in bytes. */
    List<Integer> stackSizes() {
        return is64() ? List.of(2, 8) : List.of(2, 4);
    }

    /** Address sizes in bytes, the default one first. */
    List<Integer> addressSizes() {
        return switch (bits) {
            case 16 -> List.of(2, 4);
            case 32 -> List.of(4, 2);
            default -> List.of(8, 4);
        };
    }

    /** What general registers can hold. */
    long masked(long value) {
        return is64() ? value : value & 0xFFFF_FFFFL;
    }

    /** The memory operand, as the assembler wants it. */
    String data() {
        return "[0x%x]".formatted(offset(dataPage() + DATA_OFFSET, "DS"));
    }

    /** The page of the memory operand: its linear and physical address. */
    long dataPage() {
        return this == VIRTUAL_8086 ? Guest.V86_DATA : Draft.SCRATCH;
    }

    /** A page that addresses of {@code addressSize} bytes reach, if the segments are flat. */
    long dataPage(int addressSize) {
        return addressSize == 2 && bits == 32 ? Guest.V86_DATA : dataPage();
    }

    /** The offset of a linear address in a segment. */
    long offset(long linear, String segment) {
        return linear - base(segment);
    }

    long base(String segment) {
        return field(segment + ".base");
    }

    /** Where code starts: a linear address. */
    long codeAddress() {
        return isHost() ? Draft.PROGRAM : guest().codeAddress();
    }

    /** The stack pointer before the instruction; the page has room on both sides of it. */
    long stackPointer() {
        return (isHost() ? Fixture.HOST_STACK_TOP : field("RSP")) - ABOVE_STACK;
    }

    /** The page of the stack: its linear and physical address. */
    long stackPage() {
        return base("SS") + stackPointer() & -Fixture.PAGE_SIZE;
    }

    /** Bits of RFLAGS that are set whatever the experiment. */
    long fixedFlags() {
        return isHost() ? 2 : field("RFLAGS");
    }

    private long field(String name) {
        return isHost() ? 0 : guest().fields().getOrDefault(name, 0L);
    }

    /** The selector that a data segment register holds. */
    long selector(String segment) {
        return isHost() ? Fixture.DATA_SELECTOR : field(segment + ".selector");
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
