package dev.pacifica.suite.asm;

import org.jspecify.annotations.Nullable;

/** An operand as written. */
sealed interface Operand {
    /** Where a branch may reach, as a keyword says. */
    enum Distance {
        ANY,
        SHORT,
        NEAR,
        FAR
    }

    /** Whether an address without registers is relative to RIP. */
    enum Relative {
        DEFAULT,
        REL,
        ABS
    }

    /**
     * The keywords before an operand.
     *
     * @param bits 8, 16, 32, 64 or 128 for byte … oword; 0 if none was written
     */
    record Qualifiers(int bits, boolean strict, Distance distance) {
        static final Qualifiers NONE = new Qualifiers(0, false, Distance.ANY);
    }

    Qualifiers qualifiers();

    record Named(Register register, Qualifiers qualifiers) implements Operand {}

    record Immediate(Expression value, Qualifiers qualifiers) implements Operand {}

    /** {@code segment:offset}. */
    record FarPointer(Expression segment, Expression offset, Qualifiers qualifiers) implements Operand {}

    /**
     * {@code [address]}.
     *
     * @param segment the override, or null
     * @param displacementBits 8, 16, 32 or 64 for {@code [byte x]} … {@code [qword x]}; 0 if none was written
     * @param addressBits 16, 32 or 64 for {@code [a16 x]} …; 0 if none was written
     * @param noSplit keep {@code [nosplit eax*2]} as it is
     */
    record Memory(
            Expression address,
            Qualifiers qualifiers,
            @Nullable Register segment,
            int displacementBits,
            int addressBits,
            Relative relative,
            boolean noSplit)
            implements Operand {}
}
