package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.Effect.*;

import dev.pacifica.suite.oracle.Effect.Target;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Function;

/** Extensions, byte orders, exchanges, the flags as a byte, and CRC32 (APM3 chapter 3). */
final class Transformations {
    /** What LAHF and SAHF move. */
    private static final long LOW_FLAGS = CF | PF | AF | ZF | SF;

    private static final BigInteger POLYNOMIAL = new BigInteger("11EDC6F41", 16);

    static final Map<String, Function<Operands, Effect>> DEFINITIONS = Map.ofEntries(
            Map.entry("mov", in -> first(in, in.unsigned(in.second()))),
            Map.entry("movzx", in -> first(in, Operands.unsigned(in.second(), 8 * (int) in.third()))),
            Map.entry("movsx", in -> first(in, Operands.signed(in.second(), 8 * (int) in.third()))),
            Map.entry("movbe", in -> first(in, reversed(in, in.second()))),
            Map.entry("bswap", in -> {
                Effect effect = first(in, reversed(in, in.first()));
                return in.size() == 2 ? effect.withUndefinedResult() : effect;
            }),
            Map.entry(
                    "xchg",
                    in -> first(in, in.unsigned(in.second())).with(Target.SECOND, in.size(), in.unsigned(in.first()))),
            Map.entry(
                    "convertInAccumulator",
                    in -> Effect.nothing().with(Target.RAX, in.size(), Operands.signed(in.rax(), in.bits() / 2))),
            Map.entry(
                    "convertToData",
                    in -> Effect.nothing()
                            .with(Target.RDX, in.size(), in.signed(in.rax()).shiftRight(in.bits()))),
            Map.entry("lahf", in -> {
                long ah = in.flags() & LOW_FLAGS | 2;
                return Effect.nothing().with(Target.RAX, 2, BigInteger.valueOf(in.rax() & 0xFF | ah << 8));
            }),
            Map.entry("sahf", in -> {
                long loaded = in.rax() >>> 8 & LOW_FLAGS;
                return Effect.nothing().flag(loaded, true).clears(LOW_FLAGS & ~loaded);
            }),
            Map.entry("crc32", Transformations::checksum));

    private Transformations() {}

    private static BigInteger reversed(Operands in, long value) {
        byte[] bytes = new byte[in.size() + 1]; // a leading zero: no sign
        for (int i = 0; i < in.size(); i++) {
            bytes[i + 1] = (byte) (value >>> 8 * i);
        }
        return new BigInteger(bytes);
    }

    /**
     * The remainder of a division of polynomials over two elements: source and destination, lowest bit first, times x^32, by the
     * polynomial 1_1EDC_6F41h.
     */
    private static Effect checksum(Operands in) {
        int sourceBits = 8 * (int) in.third();
        BigInteger source = mirrored(in.second(), sourceBits).shiftLeft(32);
        BigInteger rest = source.xor(mirrored(in.first(), 32).shiftLeft(sourceBits));
        for (int bit = sourceBits + 31; bit >= 32; bit--) {
            rest = rest.testBit(bit) ? rest.xor(POLYNOMIAL.shiftLeft(bit - 32)) : rest;
        }
        return first(in, mirrored(rest.longValue(), 32));
    }

    private static BigInteger mirrored(long value, int bits) {
        BigInteger result = BigInteger.ZERO;
        for (int bit = 0; bit < bits; bit++) {
            result = (value >>> bit & 1) != 0 ? result.setBit(bits - 1 - bit) : result;
        }
        return result;
    }
}
