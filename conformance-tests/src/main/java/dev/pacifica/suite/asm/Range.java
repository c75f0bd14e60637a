package dev.pacifica.suite.asm;

/** What a field of some width may hold. Where NASM would cut the number down with a warning, this refuses. */
enum Range {
    SIGNED,
    UNSIGNED,
    /** Signed or unsigned: -128 to 255 for a byte. */
    EITHER;

    /** The number, checked; 0 as long as it is unknown. */
    long check(Value value, int bits, String what) {
        long number = value.number();
        if (value.unknown()) {
            return 0;
        }
        if (bits == 64) {
            return number;
        }
        long low = this == UNSIGNED ? 0 : -(1L << (bits - 1));
        long high = this == SIGNED ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        if (number < low || number > high) {
            throw new SourceError(
                    "%s %d (%Xh) does not fit: expected %d to %d".formatted(what, number, number, low, high));
        }
        return number;
    }
}
