package dev.pacifica.suite.draft.media;

import java.util.Locale;

/** Numbers at the boundaries of the floating-point formats, as singles and as doubles (APM1 4.3.2). */
enum FloatingPointOperand {
    ZERO(0, 0),
    MINUS_ZERO(0x8000_0000L, 0x8000_0000_0000_0000L),
    ONE(0x3F80_0000L, 0x3FF0_0000_0000_0000L),
    MORE_THAN_ONE(0x3F80_0001L, 0x3FF0_0000_0000_0001L),
    MINUS_ONE(0xBF80_0000L, 0xBFF0_0000_0000_0000L),
    MINUS_TWO(0xC000_0000L, 0xC000_0000_0000_0000L),
    LEAST_NORMAL(0x0080_0000L, 0x0010_0000_0000_0000L),
    MINUS_LEAST_NORMAL(0x8080_0000L, 0x8010_0000_0000_0000L),
    GREATEST(0x7F7F_FFFFL, 0x7FEF_FFFF_FFFF_FFFFL),
    MINUS_GREATEST(0xFF7F_FFFFL, 0xFFEF_FFFF_FFFF_FFFFL),
    INFINITY(0x7F80_0000L, 0x7FF0_0000_0000_0000L),
    MINUS_INFINITY(0xFF80_0000L, 0xFFF0_0000_0000_0000L),
    LEAST_DENORMAL(1, 1),
    MINUS_LEAST_DENORMAL(0x8000_0001L, 0x8000_0000_0000_0001L),
    GREATEST_DENORMAL(0x007F_FFFFL, 0x000F_FFFF_FFFF_FFFFL),
    QUIET_NAN(0x7FC0_0000L, 0x7FF8_0000_0000_0000L),
    MINUS_QUIET_NAN(0xFFC0_0001L, 0xFFF8_0000_0000_0001L),
    SIGNALING_NAN(0x7F80_0001L, 0x7FF0_0000_0000_0001L),
    MINUS_SIGNALING_NAN(0xFFBF_FFFFL, 0xFFF7_FFFF_FFFF_FFFFL);

    private final long single;
    private final long bitsOfDouble;

    FloatingPointOperand(long single, long bitsOfDouble) {
        this.single = single;
        this.bitsOfDouble = bitsOfDouble;
    }

    long bits(boolean isDouble) {
        return isDouble ? bitsOfDouble : single;
    }

    /** Its name in names of vectors. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
