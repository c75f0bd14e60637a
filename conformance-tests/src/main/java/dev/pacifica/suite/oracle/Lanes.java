package dev.pacifica.suite.oracle;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/** What packed integer instructions make of two operands, from their definitions lane by lane, in unbounded integers. */
public final class Lanes {
    /** What becomes of one lane. */
    @FunctionalInterface
    private interface Lane {
        BigInteger of(BigInteger a, BigInteger b);
    }

    /** What becomes of the operands as a whole, as lists of lanes. */
    @FunctionalInterface
    private interface All {
        BigInteger[] of(BigInteger[] a, BigInteger[] b);
    }

    /**
     * @param bits of a lane of the operands
     * @param results bits of a lane of the result
     */
    private record Definition(int bits, int results, boolean signed, All all) {}

    private static final Map<String, Definition> ALL = new TreeMap<>();

    static {
        for (int index = 0; index < 4; index++) {
            int bits = 8 << index;
            char letter = "bwdq".charAt(index);
            lanes("padd" + letter, bits, false, BigInteger::add);
            lanes("psub" + letter, bits, false, BigInteger::subtract);
            if (bits < 64) {
                lanes("pcmpeq" + letter, bits, false, (a, b) -> truth(a.equals(b)));
                lanes("pcmpgt" + letter, bits, true, (a, b) -> truth(a.compareTo(b) > 0));
            }
            if (bits < 32) {
                saturating(bits, letter);
                lanes(
                        "pavg" + letter,
                        bits,
                        false,
                        (a, b) -> a.add(b).add(BigInteger.ONE).shiftRight(1));
            }
            if (bits > 8) {
                count("psll" + letter, bits, false, (a, n) -> a.shiftLeft(n));
                count("psrl" + letter, bits, false, (a, n) -> a.shiftRight(n));
            }
        }
        count("psraw", 16, true, (a, n) -> a.shiftRight(n));
        count("psrad", 32, true, (a, n) -> a.shiftRight(n));
        lanes("pminub", 8, false, BigInteger::min);
        lanes("pmaxub", 8, false, BigInteger::max);
        lanes("pminsw", 16, true, BigInteger::min);
        lanes("pmaxsw", 16, true, BigInteger::max);
        lanes("pand", 64, false, BigInteger::and);
        lanes("pandn", 64, true, (a, b) -> a.not().and(b));
        lanes("por", 64, false, BigInteger::or);
        lanes("pxor", 64, false, BigInteger::xor);
        lanes("pmullw", 16, true, BigInteger::multiply);
        lanes("pmulhw", 16, true, (a, b) -> a.multiply(b).shiftRight(16));
        lanes("pmulhuw", 16, false, (a, b) -> a.multiply(b).shiftRight(16));
        combining();
        interleaving();
    }

    private Lanes() {}

    private static BigInteger truth(boolean holds) {
        return holds ? BigInteger.ONE.negate() : BigInteger.ZERO;
    }

    private static void lanes(String name, int bits, boolean signed, Lane lane) {
        ALL.put(name, new Definition(bits, bits, signed, (a, b) -> {
            BigInteger[] result = new BigInteger[a.length];
            for (int n = 0; n < a.length; n++) {
                result[n] = lane.of(a[n], b[n]);
            }
            return result;
        }));
    }

    private static void saturating(int bits, char letter) {
        for (boolean signed : new boolean[] {true, false}) {
            String suffix = (signed ? "s" : "us") + letter;
            lanes("padd" + suffix, bits, signed, (a, b) -> clamp(a.add(b), bits, signed));
            lanes("psub" + suffix, bits, signed, (a, b) -> clamp(a.subtract(b), bits, signed));
        }
    }

    /** The nearest number that has so many bits. */
    private static BigInteger clamp(BigInteger value, int bits, boolean signed) {
        BigInteger end = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits);
        BigInteger least = signed ? end.negate() : BigInteger.ZERO;
        return value.max(least).min(end.subtract(BigInteger.ONE));
    }

    @FunctionalInterface
    private interface Shift {
        BigInteger by(BigInteger lane, int count);
    }

    /** The count is the lowest quadword of the second operand; beyond the width it is as good as the width. */
    private static void count(String name, int bits, boolean signed, Shift shift) {
        ALL.put(name, new Definition(bits, bits, signed, (a, b) -> {
            BigInteger count = BigInteger.ZERO;
            for (int n = 64 / bits - 1; n >= 0; n--) {
                count = count.shiftLeft(bits).or(b[n].mod(BigInteger.ONE.shiftLeft(bits)));
            }
            int shown = count.min(BigInteger.valueOf(bits)).intValueExact();
            BigInteger[] result = new BigInteger[a.length];
            for (int n = 0; n < a.length; n++) {
                result[n] = shift.by(a[n], shown);
            }
            return result;
        }));
    }

    private static void combining() {
        ALL.put("pmuludq", new Definition(32, 64, false, (a, b) -> {
            BigInteger[] result = new BigInteger[a.length / 2];
            for (int n = 0; n < result.length; n++) {
                result[n] = a[2 * n].multiply(b[2 * n]);
            }
            return result;
        }));
        ALL.put("pmaddwd", new Definition(16, 32, true, (a, b) -> {
            BigInteger[] result = new BigInteger[a.length / 2];
            for (int n = 0; n < result.length; n++) {
                result[n] = a[2 * n].multiply(b[2 * n]).add(a[2 * n + 1].multiply(b[2 * n + 1]));
            }
            return result;
        }));
        ALL.put("psadbw", new Definition(8, 64, false, (a, b) -> {
            BigInteger[] result = new BigInteger[a.length / 8];
            for (int n = 0; n < a.length; n++) {
                BigInteger sum = n % 8 == 0 ? BigInteger.ZERO : result[n / 8];
                result[n / 8] = sum.add(a[n].subtract(b[n]).abs());
            }
            return result;
        }));
        packing("packsswb", 16, true);
        packing("packssdw", 32, true);
        packing("packuswb", 16, false);
    }

    private static void packing(String name, int bits, boolean toSigned) {
        ALL.put(name, new Definition(bits, bits / 2, true, (a, b) -> {
            BigInteger[] result = new BigInteger[2 * a.length];
            for (int n = 0; n < a.length; n++) {
                result[n] = clamp(a[n], bits / 2, toSigned);
                result[a.length + n] = clamp(b[n], bits / 2, toSigned);
            }
            return result;
        }));
    }

    private static void interleaving() {
        String[] names = {"bw", "wd", "dq"};
        for (int index = 0; index < 3; index++) {
            interleaving("punpckl" + names[index], 8 << index, 0);
            interleaving("punpckh" + names[index], 8 << index, 1);
        }
    }

    private static void interleaving(String name, int bits, int half) {
        ALL.put(name, new Definition(bits, bits, false, (a, b) -> {
            BigInteger[] result = new BigInteger[a.length];
            for (int n = 0; n < a.length; n++) {
                int from = half * a.length / 2 + n / 2;
                result[n] = n % 2 == 0 ? a[from] : b[from];
            }
            return result;
        }));
    }

    /** The instructions that it knows, by the assembler's mnemonics. */
    public static Iterable<String> mnemonics() {
        return ALL.keySet();
    }

    /**
     * The result of an instruction.
     *
     * @param a the first operand, quadwords from the lowest: one of an MMX register, two of an XMM register
     * @param b the second operand, as many
     */
    public static long[] of(String mnemonic, long[] a, long[] b) {
        Definition definition = ALL.get(mnemonic);
        if (definition == null) {
            throw new IllegalArgumentException("'" + mnemonic + "' is no packed integer instruction known here");
        }
        BigInteger[] lanes = definition.all.of(split(a, definition), split(b, definition));
        BigInteger whole = BigInteger.ZERO;
        for (int n = lanes.length - 1; n >= 0; n--) {
            BigInteger kept = lanes[n].mod(BigInteger.ONE.shiftLeft(definition.results));
            whole = whole.shiftLeft(definition.results).or(kept);
        }
        long[] result = new long[a.length];
        for (int n = 0; n < result.length; n++) {
            result[n] = whole.shiftRight(64 * n).longValue();
        }
        return result;
    }

    private static BigInteger[] split(long[] operand, Definition definition) {
        int each = 64 / definition.bits;
        BigInteger[] lanes = new BigInteger[operand.length * each];
        for (int n = 0; n < lanes.length; n++) {
            BigInteger quadword = BigInteger.valueOf(operand[n / each]).shiftRight(n % each * definition.bits);
            BigInteger unsigned = quadword.mod(BigInteger.ONE.shiftLeft(definition.bits));
            boolean negative = definition.signed && unsigned.testBit(definition.bits - 1);
            lanes[n] = negative ? unsigned.subtract(BigInteger.ONE.shiftLeft(definition.bits)) : unsigned;
        }
        return lanes;
    }
}
