package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.Effect.*;

import java.math.BigInteger;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Bit tests, scans and counts, BMI1 and BMI2, bit by bit as they are defined (APM3 chapter 3). */
final class BitOperations {
    private static final BigInteger ONE = BigInteger.ONE;

    static final Map<String, Function<Operands, Effect>> DEFINITIONS = Map.ofEntries(
            Map.entry("bt", in -> onlyFlags(bit(in, bits -> bits))),
            Map.entry("bts", in -> bit(in, bits -> bits.setBit(index(in)))),
            Map.entry("btr", in -> bit(in, bits -> bits.clearBit(index(in)))),
            Map.entry("btc", in -> bit(in, bits -> bits.flipBit(index(in)))),
            Map.entry("bsf", in -> scan(in, in.unsigned(in.second()).getLowestSetBit())),
            Map.entry("bsr", in -> scan(in, in.unsigned(in.second()).bitLength() - 1)),
            Map.entry("popcnt", BitOperations::population),
            Map.entry(
                    "lzcnt",
                    in -> zeros(in, in.bits() - in.unsigned(in.second()).bitLength())),
            Map.entry("tzcnt", in -> zeros(in, in.unsigned(in.second()).getLowestSetBit())),
            Map.entry("andn", in -> logic(in, in.unsigned(in.third()).andNot(in.unsigned(in.second())), false)),
            Map.entry("blsi", in -> {
                BigInteger source = in.unsigned(in.second());
                BigInteger lowest = source.signum() == 0 ? source : ONE.shiftLeft(source.getLowestSetBit());
                return logic(in, lowest, source.signum() != 0);
            }),
            Map.entry("blsmsk", in -> {
                BigInteger source = in.unsigned(in.second());
                int ones = source.signum() == 0 ? in.bits() : source.getLowestSetBit() + 1;
                return logic(in, ONE.shiftLeft(ones).subtract(ONE), source.signum() == 0);
            }),
            Map.entry("blsr", in -> {
                BigInteger source = in.unsigned(in.second());
                BigInteger rest = source.signum() == 0 ? source : source.clearBit(source.getLowestSetBit());
                return logic(in, rest, source.signum() == 0);
            }),
            Map.entry("bzhi", in -> {
                int position = (int) in.third() & 0xFF;
                BigInteger kept = in.unsigned(in.second()).mod(ONE.shiftLeft(position));
                return logic(in, kept, position >= in.bits());
            }),
            Map.entry("bextr", in -> {
                int start = (int) in.third() & 0xFF;
                int width = (int) (in.third() >>> 8) & 0xFF;
                BigInteger field = in.unsigned(in.second()).shiftRight(start).mod(ONE.shiftLeft(width));
                return first(in, field)
                        .flag(ZF, field.signum() == 0)
                        .clears(CF | OF)
                        .leavesUndefined(SF | AF | PF);
            }),
            Map.entry("pdep", in -> scattered(in, true)),
            Map.entry("pext", in -> scattered(in, false)));

    private BitOperations() {}

    private static int index(Operands in) {
        return (int) in.second() & in.bits() - 1;
    }

    private static Effect bit(Operands in, UnaryOperator<BigInteger> change) {
        BigInteger before = in.unsigned(in.first());
        return first(in, change.apply(before))
                .flag(CF, before.testBit(index(in)))
                .leavesUndefined(OF | SF | ZF | AF | PF);
    }

    private static Effect onlyFlags(Effect effect) {
        return new Effect(Map.of(), effect.set(), effect.cleared(), effect.undefined(), false, false);
    }

    /** A source of zero leaves the destination alone. */
    private static Effect scan(Operands in, int index) {
        boolean none = in.unsigned(in.second()).signum() == 0;
        Effect effect = none ? Effect.nothing() : first(in, BigInteger.valueOf(index));
        return effect.flag(ZF, none).leavesUndefined(CF | OF | SF | AF | PF);
    }

    private static Effect population(Operands in) {
        int ones = 0;
        for (boolean bit : in.bitsOf(in.second())) {
            ones += bit ? 1 : 0;
        }
        return first(in, BigInteger.valueOf(ones)).clears(ALL).flag(ZF, ones == 0);
    }

    /** @param count the number of zeros, or -1 if there is nothing but zeros */
    private static Effect zeros(Operands in, int count) {
        boolean none = in.unsigned(in.second()).signum() == 0;
        int zeros = none ? in.bits() : count;
        return first(in, BigInteger.valueOf(zeros))
                .flag(CF, none)
                .flag(ZF, zeros == 0)
                .leavesUndefined(OF | SF | AF | PF);
    }

    private static Effect logic(Operands in, BigInteger value, boolean carry) {
        Effect effect = first(in, value);
        return effect.flagsOf(value, in.bits()).flag(CF, carry).clears(OF).leavesUndefined(AF | PF);
    }

    /** PDEP puts the low bits of the source where the mask has ones; PEXT brings them back. */
    private static Effect scattered(Operands in, boolean isDeposit) {
        boolean[] source = in.bitsOf(in.second());
        boolean[] mask = in.bitsOf(in.third());
        boolean[] result = new boolean[in.bits()];
        int next = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) {
                result[isDeposit ? i : next] = source[isDeposit ? next : i];
                next++;
            }
        }
        return first(in, Operands.number(result));
    }
}
