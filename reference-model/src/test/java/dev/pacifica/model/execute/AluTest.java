package dev.pacifica.model.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.state.Rflags;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The flags against their definition in unbounded integers. */
class AluTest {
    @Provide
    Arbitrary<Long> operands() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(2, Arbitraries.longs()),
                net.jqwik.api.Tuple.of(
                        1,
                        Arbitraries.of(
                                0L,
                                1L,
                                0x7FL,
                                0x80L,
                                0xFFL,
                                0x7FFFL,
                                0x8000L,
                                0xFFFFL,
                                0x7FFF_FFFFL,
                                0x8000_0000L,
                                0xFFFF_FFFFL,
                                Long.MAX_VALUE,
                                Long.MIN_VALUE,
                                -1L)));
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.of(1, 2, 4, 8);
    }

    private static BigInteger unsigned(long value, int size) {
        return new BigInteger(Long.toUnsignedString(value & Execution.mask(size)));
    }

    private static BigInteger signed(long value, int size) {
        return BigInteger.valueOf(Execution.signExtend(value, size));
    }

    private static boolean fitsSigned(BigInteger value, int size) {
        return value.bitLength() < 8 * size;
    }

    private static void check(long flags, long result, int size, boolean carry, boolean adjust, boolean overflow) {
        assertThat((flags & Rflags.CF) != 0).as("CF").isEqualTo(carry);
        assertThat((flags & Rflags.AF) != 0).as("AF").isEqualTo(adjust);
        assertThat((flags & Rflags.OF) != 0).as("OF").isEqualTo(overflow);
        assertThat((flags & Rflags.ZF) != 0).as("ZF").isEqualTo((result & Execution.mask(size)) == 0);
        assertThat((flags & Rflags.SF) != 0).as("SF").isEqualTo(Execution.signExtend(result, size) < 0);
        int ones = 0;
        for (int bit = 0; bit < 8; bit++) {
            ones += (int) (result >>> bit & 1);
        }
        assertThat((flags & Rflags.PF) != 0).as("PF").isEqualTo(ones % 2 == 0);
    }

    @Property
    void addition(
            @ForAll("operands") long first,
            @ForAll("operands") long second,
            @ForAll boolean carryIn,
            @ForAll("sizes") int size) {
        long a = first & Execution.mask(size);
        long b = second & Execution.mask(size);
        long carry = carryIn ? 1 : 0;
        long result = a + b + carry & Execution.mask(size);
        BigInteger sum = unsigned(a, size).add(unsigned(b, size)).add(BigInteger.valueOf(carry));
        BigInteger signedSum = signed(a, size).add(signed(b, size)).add(BigInteger.valueOf(carry));
        check(
                Alu.addFlags(a, b, result, size),
                result,
                size,
                sum.bitLength() > 8 * size,
                (a & 15) + (b & 15) + carry > 15,
                !fitsSigned(signedSum, size));
    }

    @Property
    void subtraction(
            @ForAll("operands") long first,
            @ForAll("operands") long second,
            @ForAll boolean borrowIn,
            @ForAll("sizes") int size) {
        long a = first & Execution.mask(size);
        long b = second & Execution.mask(size);
        long borrow = borrowIn ? 1 : 0;
        long result = a - b - borrow & Execution.mask(size);
        BigInteger difference = unsigned(a, size).subtract(unsigned(b, size)).subtract(BigInteger.valueOf(borrow));
        BigInteger signedDifference = signed(a, size).subtract(signed(b, size)).subtract(BigInteger.valueOf(borrow));
        check(
                Alu.subtractFlags(a, b, result, size),
                result,
                size,
                difference.signum() < 0,
                (a & 15) - (b & 15) - borrow < 0,
                !fitsSigned(signedDifference, size));
    }
}
