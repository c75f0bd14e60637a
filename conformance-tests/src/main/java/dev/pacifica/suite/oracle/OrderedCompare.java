package dev.pacifica.suite.oracle;

/**
 * What UCOMISS, UCOMISD, COMISS and COMISD make of two operands (FPU-27 to FPU-29), by Java's own comparison of numbers.
 *
 * @param isReported whether an exception is raised that MXCSR does not mask; rFLAGS stay as they are then
 * @param flags the arithmetic flags otherwise
 * @param mxcsr MXCSR afterwards
 */
public record OrderedCompare(boolean isReported, long flags, int mxcsr) {
    private static final long CF = 1;
    private static final long PF = 1 << 2;
    private static final long ZF = 1 << 6;
    private static final int INVALID = 1;
    private static final int DENORMAL = 2;
    private static final int DENORMALS_ARE_ZEROS = 1 << 6;
    private static final int FIRST_MASK = 7;
    private static final int QUIET_SINGLE = 22;
    private static final int QUIET_DOUBLE = 51;

    /**
     * The result of an instruction.
     *
     * @param mnemonic {@code ucomiss}, {@code comiss}, {@code ucomisd} or {@code comisd}
     * @param mxcsr MXCSR before it
     * @param a the first operand, 32 or 64 bits
     * @param b the second operand
     */
    public static OrderedCompare of(String mnemonic, int mxcsr, long a, long b) {
        boolean isDouble = mnemonic.endsWith("d");
        double left = number(isDouble, a);
        double right = number(isDouble, b);
        boolean anyNan = Double.isNaN(left) || Double.isNaN(right);
        boolean anyDenormal = isDenormal(isDouble, left) || isDenormal(isDouble, right);
        boolean zeros = (mxcsr & DENORMALS_ARE_ZEROS) != 0;
        if (zeros) {
            left = isDenormal(isDouble, left) ? 0 : left;
            right = isDenormal(isDouble, right) ? 0 : right;
        }
        boolean refuses = !mnemonic.startsWith("u") || isSignaling(isDouble, a) || isSignaling(isDouble, b);
        int raised = anyNan ? refuses ? INVALID : 0 : anyDenormal && !zeros ? DENORMAL : 0;
        boolean isMasked = (mxcsr >> FIRST_MASK & raised) == raised;
        long flags = anyNan ? ZF | PF | CF : left > right ? 0 : left < right ? CF : ZF;
        return new OrderedCompare(!isMasked, flags, mxcsr | raised);
    }

    private static double number(boolean isDouble, long bits) {
        return isDouble ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
    }

    private static boolean isSignaling(boolean isDouble, long bits) {
        return Double.isNaN(number(isDouble, bits)) && (bits >>> (isDouble ? QUIET_DOUBLE : QUIET_SINGLE) & 1) == 0;
    }

    private static boolean isDenormal(boolean isDouble, double value) {
        return value != 0 && Math.abs(value) < (isDouble ? Double.MIN_NORMAL : Float.MIN_NORMAL);
    }
}
