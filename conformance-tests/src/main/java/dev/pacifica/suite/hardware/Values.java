package dev.pacifica.suite.hardware;

import java.util.SplittableRandom;

/** Random values that prefer the boundaries at which instructions change their minds. */
final class Values {
    private static final long[] BOUNDARIES = {
        0,
        1,
        2,
        -1,
        -2,
        0x0F,
        0x10,
        0x7F,
        0x80,
        0x81,
        0xFF,
        0x100,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x1_0000,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFFL,
        0x1_0000_0000L,
        0x7FFF_FFFF_FFFFL,
        0x8000_0000_0000L,
        0xFFFF_8000_0000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1
    };
    private static final int[] SELECTORS = {
        0, 1, 2, 3, 4, 7, 8, 0x10, 0x13, 0x18, 0x1B, 0x20, 0x23, 0x28, 0x29, 0x2A, 0x2B, 0x2C, 0x2F, 0x30, 0x33, 0x37,
        0x60, 0x63, 0x70, 0x80, 0x83, 0xFFFF
    };

    private final SplittableRandom random;

    Values(SplittableRandom random) {
        this.random = random;
    }

    /** Whether something happens that should in so many of a thousand cases. */
    boolean perMille(int rate) {
        return random.nextInt(1000) < rate;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number from {@code least} to {@code most}. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    long anyLong() {
        return random.nextLong();
    }

    /** 64 bits: a boundary, a neighbour of one, a single bit, a run of bits or anything. */
    long operand() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> BOUNDARIES[random.nextInt(BOUNDARIES.length)];
            case 3 -> BOUNDARIES[random.nextInt(BOUNDARIES.length)] + random.nextInt(-2, 3);
            case 4 -> 1L << random.nextInt(64);
            case 5 -> -1L >>> random.nextInt(64) ^ -(random.nextLong() & 1);
            case 6 -> random.nextInt(-64, 256);
            default -> random.nextLong();
        };
    }

    /** A selector: null, of user or kernel segments with each RPL, of the LDT, not used, beyond the table. */
    int selector() {
        return SELECTORS[random.nextInt(SELECTORS.length)];
    }

    /** An address in the arena: anywhere, at the end of a page, or so close to the end that an access reaches nothing. */
    long arenaAddress() {
        return AddressSpace.ARENA
                + switch (random.nextInt(16)) {
                    case 0 -> AddressSpace.PAGE - random.nextInt(1, 17);
                    case 1 -> AddressSpace.ARENA_SIZE - random.nextInt(1, 17);
                    case 2 -> random.nextInt(16);
                    case 3 -> random.nextInt(0x40, AddressSpace.ARENA_SIZE - 0x40);
                    default -> random.nextInt(0x40, AddressSpace.ARENA_SIZE - 0x40) & ~0xF;
                };
    }
}
