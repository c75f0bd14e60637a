package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.Effect.*;

import dev.pacifica.suite.oracle.Effect.Target;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Function;

/** Decimal adjustments of AL and AX; the base of AAM and AAD is the second operand (APM3 chapter 3). */
final class DecimalDigits {
    static final Map<String, Function<Operands, Effect>> DEFINITIONS = Map.of(
            "daa", in -> packed(in, 1),
            "das", in -> packed(in, -1),
            "aaa", in -> unpacked(in, 1),
            "aas", in -> unpacked(in, -1),
            "aam", DecimalDigits::split,
            "aad", DecimalDigits::joined);

    private DecimalDigits() {}

    private static int al(Operands in) {
        return (int) in.rax() & 0xFF;
    }

    private static int ah(Operands in) {
        return (int) in.rax() >> 8 & 0xFF;
    }

    private static boolean lowDigitIsWrong(Operands in) {
        return al(in) % 16 >= 10 || in.isSet(AF);
    }

    private static Effect packed(Operands in, int sign) {
        boolean low = lowDigitIsWrong(in);
        boolean high = al(in) > 0x99 || in.isSet(CF);
        int afterLow = al(in) + (low ? 6 * sign : 0);
        boolean isBorrowed = afterLow < 0; // a subtraction borrows even if the high digit was right
        BigInteger result = BigInteger.valueOf(Math.floorMod(afterLow + (high ? 0x60 * sign : 0), 0x100));
        return Effect.nothing()
                .with(Target.RAX, 1, result)
                .flagsOf(result, 8)
                .flag(AF, low)
                .flag(CF, high || isBorrowed)
                .leavesUndefined(OF);
    }

    /** AX changes as a whole: a carry out of AL goes into AH in addition to the digit's. */
    private static Effect unpacked(Operands in, int sign) {
        boolean wrong = lowDigitIsWrong(in);
        int ax = (ah(in) << 8 | al(in)) + (wrong ? 0x106 * sign : 0);
        int digit = Math.floorMod(ax, 16);
        int high = Math.floorMod(ax >> 8, 0x100);
        return Effect.nothing()
                .with(Target.RAX, 2, BigInteger.valueOf(high * 0x100L + digit))
                .flag(AF | CF, wrong)
                .leavesUndefined(OF | SF | ZF | PF);
    }

    private static Effect split(Operands in) {
        int base = (int) in.second() & 0xFF;
        if (base == 0) {
            return divideError();
        }
        return digits(BigInteger.valueOf(al(in) / base * 0x100L + al(in) % base));
    }

    private static Effect joined(Operands in) {
        int base = (int) in.second() & 0xFF;
        return digits(BigInteger.valueOf((al(in) + ah(in) * base) % 0x100));
    }

    private static Effect digits(BigInteger ax) {
        return Effect.nothing().with(Target.RAX, 2, ax).flagsOf(ax, 8).leavesUndefined(OF | AF | CF);
    }
}
