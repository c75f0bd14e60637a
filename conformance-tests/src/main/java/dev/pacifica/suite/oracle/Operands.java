package dev.pacifica.suite.oracle;

import java.math.BigInteger;

/**
 * What an integer instruction works on. Of the numbers only the bits of the operand's size count.
 *
 * @param size bytes of the operation: 1, 2, 4 or 8
 * @param first the destination, as it is before
 * @param second the source; for BTx the bit number, for shifts by one operand the count
 * @param third the immediate, count or control of instructions with three operands; for MOVZX, MOVSX and CRC32 the bytes of the source
 * @param rax the accumulator, 64 bits
 * @param rdx the other half of wide products and dividends, 64 bits
 * @param flags RFLAGS before
 */
public record Operands(int size, long first, long second, long third, long rax, long rdx, long flags) {
    int bits() {
        return 8 * size;
    }

    /** The value of the low bits, without sign. */
    static BigInteger unsigned(long value, int bits) {
        return new BigInteger(Long.toUnsignedString(value)).mod(BigInteger.ONE.shiftLeft(bits));
    }

    /** The value of the low bits as a number with sign. */
    static BigInteger signed(long value, int bits) {
        BigInteger unsigned = unsigned(value, bits);
        return unsigned.testBit(bits - 1) ? unsigned.subtract(BigInteger.ONE.shiftLeft(bits)) : unsigned;
    }

    BigInteger unsigned(long value) {
        return unsigned(value, bits());
    }

    BigInteger signed(long value) {
        return signed(value, bits());
    }

    /** The number as bits, index 0 the lowest. */
    boolean[] bitsOf(long value) {
        boolean[] all = new boolean[bits()];
        for (int i = 0; i < all.length; i++) {
            all[i] = unsigned(value).testBit(i);
        }
        return all;
    }

    static BigInteger number(boolean[] bits) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < bits.length; i++) {
            value = bits[i] ? value.setBit(i) : value;
        }
        return value;
    }

    boolean isSet(long flag) {
        return (flags & flag) != 0;
    }

    BigInteger carry() {
        return isSet(Effect.CF) ? BigInteger.ONE : BigInteger.ZERO;
    }
}
