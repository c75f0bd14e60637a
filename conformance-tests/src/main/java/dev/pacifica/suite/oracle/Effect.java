package dev.pacifica.suite.oracle;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an integer instruction does. What it does not mention stays as it is.
 *
 * @param writes the results, in the order in which they are written: a later one wins if two go to one register
 * @param set flags that it sets
 * @param cleared flags that it clears
 * @param undefined flags that the architecture leaves undefined
 * @param isResultUndefined whether the results are undefined too
 * @param isDivideError whether it does nothing but raise #DE
 */
public record Effect(
        Map<Target, Write> writes,
        long set,
        long cleared,
        long undefined,
        boolean isResultUndefined,
        boolean isDivideError) {
    public static final long CF = 1L << 0;
    public static final long PF = 1L << 2;
    public static final long AF = 1L << 4;
    public static final long ZF = 1L << 6;
    public static final long SF = 1L << 7;
    public static final long OF = 1L << 11;
    public static final long ALL = CF | PF | AF | ZF | SF | OF;

    /** What is written: an operand or an implied register. */
    public enum Target {
        SECOND,
        FIRST,
        RDX,
        RAX
    }

    /**
     * A result.
     *
     * @param size bytes: 1, 2, 4 or 8
     * @param value zero-extended from that size
     */
    public record Write(int size, long value) {
        /** The 64 bits of a general register that held {@code before}: 32-bit results clear the upper half, smaller ones leave the rest. */
        public long inRegister(long before) {
            return size >= 4 ? value : before & -1L << 8 * size | value;
        }
    }

    static Effect nothing() {
        return new Effect(Map.of(), 0, 0, 0, false, false);
    }

    static Effect divideError() {
        return new Effect(Map.of(), 0, 0, 0, false, true);
    }

    static Effect first(Operands in, BigInteger value) {
        return nothing().with(Target.FIRST, in.size(), value);
    }

    Effect with(Target target, int size, BigInteger value) {
        Map<Target, Write> more = new EnumMap<>(Target.class);
        more.putAll(writes);
        more.put(
                target,
                new Write(size, Operands.unsigned(value.longValue(), 8 * size).longValue()));
        return new Effect(more, set, cleared, undefined, isResultUndefined, isDivideError);
    }

    Effect flag(long flag, boolean isSet) {
        long others = ~flag;
        return new Effect(
                writes,
                isSet ? set | flag : set & others,
                isSet ? cleared & others : cleared | flag,
                undefined & others,
                isResultUndefined,
                isDivideError);
    }

    Effect clears(long flags) {
        return flag(flags, false);
    }

    Effect leavesUndefined(long flags) {
        return new Effect(writes, set & ~flags, cleared & ~flags, undefined | flags, isResultUndefined, isDivideError);
    }

    Effect withUndefinedResult() {
        return new Effect(writes, set, cleared, undefined, true, isDivideError);
    }

    /** SF, ZF and PF of a result. */
    Effect flagsOf(BigInteger value, int bits) {
        BigInteger result = value.mod(BigInteger.ONE.shiftLeft(bits));
        int ones = result.and(BigInteger.valueOf(0xFF)).bitCount();
        return flag(SF, result.testBit(bits - 1)).flag(ZF, result.signum() == 0).flag(PF, ones % 2 == 0);
    }

    /** RFLAGS afterwards; undefined flags as they were. */
    public long flagsAfter(long before) {
        return (before | set) & ~cleared;
    }
}
