package dev.pacifica.model.execute;

import static dev.pacifica.model.decode.Operation.*;
import static dev.pacifica.model.execute.PackedIntegers.packed;

import dev.pacifica.model.decode.Operation;
import dev.pacifica.model.execute.PackedIntegers.Half;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** Packed instructions that move lanes: shifts, shuffles, interleaving and packing (APM4, APM5). */
public final class PackedShuffles {
    /** For instructions that have no form with MMX registers; never asked. */
    private static final Half NONE = (a, b, c, d, n) -> 0;

    private PackedShuffles() {}

    /** What each of these operations does. */
    public static void bind(Map<Operation, Semantics> to) {
        shifts(to);
        interleaving(to);
        to.put(PACKSSWB, packing(v -> narrow(v, 16, -0x80, 0x7F)));
        to.put(PACKSSDW, packing(v -> narrow(v, 32, -0x8000, 0x7FFF)));
        to.put(PACKUSWB, packing(v -> narrow(v, 16, 0, 0xFF)));
        to.put(PSHUFW, packed((a, b, c, d, n) -> words(c, n), NONE, NONE));
        to.put(PSHUFLW, packed(NONE, (a, b, c, d, n) -> words(c, n), (a, b, c, d, n) -> d));
        to.put(PSHUFHW, packed(NONE, (a, b, c, d, n) -> c, (a, b, c, d, n) -> words(d, n)));
        to.put(PSHUFD, packed(NONE, (a, b, c, d, n) -> pair(c, d, n), (a, b, c, d, n) -> pair(c, d, n >> 4)));
        to.put(SHUFPS, packed(NONE, (a, b, c, d, n) -> pair(a, b, n), (a, b, c, d, n) -> pair(c, d, n >> 4)));
        to.put(SHUFPD, packed(NONE, (a, b, c, d, n) -> (n & 1) == 0 ? a : b, (a, b, c, d, n) -> (n & 2) == 0 ? c : d));
    }

    private static void shifts(Map<Operation, Semantics> to) {
        for (int bits = 16; bits <= 64; bits *= 2) {
            int width = bits;
            to.put(bits == 16 ? PSLLW : bits == 32 ? PSLLD : PSLLQ, shift(width, (lane, n) -> lane << n, false));
            to.put(bits == 16 ? PSRLW : bits == 32 ? PSRLD : PSRLQ, shift(width, (lane, n) -> lane >>> n, false));
        }
        to.put(PSRAW, shift(16, (lane, n) -> lane << 48 >> 48 + n, true));
        to.put(PSRAD, shift(32, (lane, n) -> lane << 32 >> 32 + n, true));
        to.put(
                PSLLDQ,
                packed(
                        NONE,
                        (a, b, c, d, n) -> left(a, 8 * n),
                        (a, b, c, d, n) ->
                                n == 0 ? b : left(b, 8 * n) | (n < 8 ? a >>> 64 - 8 * n : left(a, 8 * n - 64))));
        to.put(
                PSRLDQ,
                packed(
                        NONE,
                        (a, b, c, d, n) ->
                                n == 0 ? a : right(a, 8 * n) | (n < 8 ? b << 64 - 8 * n : right(b, 8 * n - 64)),
                        (a, b, c, d, n) -> right(b, 8 * n)));
    }

    private static long left(long value, int count) {
        return count < 64 ? value << count : 0;
    }

    private static long right(long value, int count) {
        return count < 64 ? value >>> count : 0;
    }

    @FunctionalInterface
    private interface LaneShift {
        long by(long lane, int count);
    }

    /** A count of the width or more shifts everything out: zeros come in, or as many copies of the sign. */
    private static Semantics shift(int bits, LaneShift shift, boolean arithmetic) {
        Half low = (a, b, c, d, n) -> shifted(a, c, bits, shift, arithmetic);
        return packed(low, low, (a, b, c, d, n) -> shifted(b, c, bits, shift, arithmetic));
    }

    private static long shifted(long value, long count, int bits, LaneShift shift, boolean arithmetic) {
        boolean all = Long.compareUnsigned(count, bits) >= 0;
        if (all && !arithmetic) {
            return 0;
        }
        long mask = -1L >>> 64 - bits;
        long result = 0;
        for (int at = 0; at < 64; at += bits) {
            long lane = value >>> at & mask;
            result |= (shift.by(lane, all ? bits - 1 : (int) count) & mask) << at;
        }
        return result;
    }

    private static void interleaving(Map<Operation, Semantics> to) {
        Operation[] low = {PUNPCKLBW, PUNPCKLWD, PUNPCKLDQ};
        Operation[] high = {PUNPCKHBW, PUNPCKHWD, PUNPCKHDQ};
        for (int index = 0; index < 3; index++) {
            int bits = 8 << index;
            Half first = (a, b, c, d, n) -> interleaved(a, c, bits);
            Half second = (a, b, c, d, n) -> interleaved(a >>> 32, c >>> 32, bits);
            to.put(low[index], packed(first, first, second));
            to.put(
                    high[index],
                    packed(
                            second,
                            (a, b, c, d, n) -> interleaved(b, d, bits),
                            (a, b, c, d, n) -> interleaved(b >>> 32, d >>> 32, bits)));
        }
        Semantics lowQuadwords = packed(NONE, (a, b, c, d, n) -> a, (a, b, c, d, n) -> c);
        Semantics highQuadwords = packed(NONE, (a, b, c, d, n) -> b, (a, b, c, d, n) -> d);
        to.put(PUNPCKLQDQ, lowQuadwords);
        to.put(UNPCKLPD, lowQuadwords);
        to.put(PUNPCKHQDQ, highQuadwords);
        to.put(UNPCKHPD, highQuadwords);
        to.put(
                UNPCKLPS,
                packed(
                        NONE,
                        (a, b, c, d, n) -> interleaved(a, c, 32),
                        (a, b, c, d, n) -> interleaved(a >>> 32, c >>> 32, 32)));
        to.put(
                UNPCKHPS,
                packed(
                        NONE,
                        (a, b, c, d, n) -> interleaved(b, d, 32),
                        (a, b, c, d, n) -> interleaved(b >>> 32, d >>> 32, 32)));
    }

    /** The lanes of the lower 32 bits of both, by turns. */
    private static long interleaved(long first, long second, int bits) {
        long mask = -1L >>> 64 - bits;
        long result = 0;
        for (int at = 0; at < 32; at += bits) {
            result |= (first >>> at & mask) << 2 * at | (second >>> at & mask) << 2 * at + bits;
        }
        return result;
    }

    private static Semantics packing(LongUnaryOperator narrowed) {
        Half mmx = (a, b, c, d, n) -> narrowed.applyAsLong(a) | narrowed.applyAsLong(c) << 32;
        Half low = (a, b, c, d, n) -> narrowed.applyAsLong(a) | narrowed.applyAsLong(b) << 32;
        return packed(mmx, low, (a, b, c, d, n) -> narrowed.applyAsLong(c) | narrowed.applyAsLong(d) << 32);
    }

    /** Signed lanes to ones of half the width, with saturation. */
    private static long narrow(long value, int bits, int least, int most) {
        long result = 0;
        for (int at = 0; at < 64; at += bits) {
            long lane = value << 64 - bits - at >> 64 - bits;
            long kept = Math.max(least, Math.min(most, lane));
            result |= (kept & -1L >>> 64 - bits / 2) << at / 2;
        }
        return result;
    }

    /** Four words of one half, two bits of the immediate for each. */
    private static long words(long source, int order) {
        long result = 0;
        for (int n = 0; n < 4; n++) {
            result |= (source >>> 16 * (order >> 2 * n & 3) & 0xFFFF) << 16 * n;
        }
        return result;
    }

    /** Two doublewords of four, two bits of the immediate for each. */
    private static long pair(long low, long high, int order) {
        return doubleword(low, high, order) | doubleword(low, high, order >> 2) << 32;
    }

    private static long doubleword(long low, long high, int number) {
        return ((number & 2) == 0 ? low : high) >>> 32 * (number & 1) & 0xFFFF_FFFFL;
    }
}
