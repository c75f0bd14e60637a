package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.Effect.*;

import java.math.BigInteger;
import java.util.Map;
import java.util.function.Function;

/** Shifts and rotations, made bit by bit as they are defined (APM3 chapter 3). */
final class BitShifts {
    /** One position: what comes in at one end and out of the other. */
    private interface Step {
        /** Shifts {@code bits} by one; returns the bit that went out. */
        boolean once(boolean[] bits, boolean carry);
    }

    static final Map<String, Function<Operands, Effect>> DEFINITIONS = Map.ofEntries(
            Map.entry("rol", in -> rotation(in, (bits, carry) -> left(bits, bits[bits.length - 1]))),
            Map.entry("ror", in -> rotation(in, (bits, carry) -> right(bits, bits[0]))),
            Map.entry("rcl", in -> rotation(in, BitShifts::left)),
            Map.entry("rcr", in -> rotation(in, BitShifts::right)),
            Map.entry("shl", in -> shift(in, (bits, carry) -> left(bits, false))),
            Map.entry("shr", in -> shift(in, (bits, carry) -> right(bits, false))),
            Map.entry("sar", in -> shift(in, (bits, carry) -> right(bits, bits[bits.length - 1]))),
            Map.entry("shld", in -> twoOperands(in, true)),
            Map.entry("shrd", in -> twoOperands(in, false)),
            Map.entry("shlx", in -> flagless(in, in.third(), (bits, carry) -> left(bits, false))),
            Map.entry("shrx", in -> flagless(in, in.third(), (bits, carry) -> right(bits, false))),
            Map.entry("sarx", in -> flagless(in, in.third(), (bits, carry) -> right(bits, bits[bits.length - 1]))),
            Map.entry("rorx", in -> flagless(in, in.third(), (bits, carry) -> right(bits, bits[0]))));

    private BitShifts() {}

    private static boolean left(boolean[] bits, boolean in) {
        boolean out = bits[bits.length - 1];
        System.arraycopy(bits, 0, bits, 1, bits.length - 1);
        bits[0] = in;
        return out;
    }

    private static boolean right(boolean[] bits, boolean in) {
        boolean out = bits[0];
        System.arraycopy(bits, 1, bits, 0, bits.length - 1);
        bits[bits.length - 1] = in;
        return out;
    }

    private static int count(Operands in, long count) {
        return (int) count & (in.size() == 8 ? 0x3F : 0x1F);
    }

    /** A count of 0 changes no flag; the destination is still written. OF is defined for a count of 1 only: the sign has changed. */
    private static Effect moved(Operands in, int count, Step step) {
        boolean[] bits = in.bitsOf(in.first());
        boolean carry = in.isSet(CF);
        for (int i = 0; i < count; i++) {
            carry = step.once(bits, carry);
        }
        Effect effect = first(in, Operands.number(bits));
        if (count == 0) {
            return effect;
        }
        boolean overflow = bits[bits.length - 1] != in.bitsOf(in.first())[bits.length - 1];
        effect = effect.flag(CF, carry);
        return count == 1 ? effect.flag(OF, overflow) : effect.leavesUndefined(OF);
    }

    private static Effect rotation(Operands in, Step step) {
        return moved(in, count(in, in.second()), step);
    }

    private static Effect shift(Operands in, Step step) {
        int count = count(in, in.second());
        return withResultFlags(in, moved(in, count, step), count);
    }

    private static Effect withResultFlags(Operands in, Effect effect, int count) {
        if (count == 0) {
            return effect;
        }
        Effect.Write result = effect.writes().get(Effect.Target.FIRST);
        BigInteger value = in.unsigned(result == null ? 0 : result.value());
        return effect.flagsOf(value, in.bits()).leavesUndefined(AF);
    }

    /** What comes in are the bits of the second operand. A count above the size leaves everything undefined. */
    private static Effect twoOperands(Operands in, boolean isLeft) {
        int count = count(in, in.third());
        boolean[] source = in.bitsOf(in.second());
        Step step = (bits, carry) -> isLeft ? left(bits, left(source, false)) : right(bits, right(source, false));
        Effect effect = withResultFlags(in, moved(in, count, step), count);
        return count > in.bits() ? effect.leavesUndefined(ALL).withUndefinedResult() : effect;
    }

    private static Effect flagless(Operands in, long count, Step step) {
        boolean[] bits = in.bitsOf(in.second());
        for (int i = 0; i < count(in, count); i++) {
            step.once(bits, false);
        }
        return first(in, Operands.number(bits));
    }
}
