package dev.pacifica.suite.oracle;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the integer instructions that only compute do to registers and flags, from their definitions in unbounded integers and single
 * bits. Mnemonics are the assembler's, with these exceptions: {@code imul} has one operand, {@code imul2} and {@code imul3} have two and
 * three; {@code convertInAccumulator} is CBW, CWDE and CDQE, {@code convertToData} CWD, CDQ and CQO; {@code cmov} and {@code set} have
 * methods of their own.
 */
public final class Arithmetic {
    private static final Map<String, Function<Operands, Effect>> ALL = new TreeMap<>();

    static {
        ALL.putAll(Sums.DEFINITIONS);
        ALL.putAll(Products.DEFINITIONS);
        ALL.putAll(BitShifts.DEFINITIONS);
        ALL.putAll(BitOperations.DEFINITIONS);
        ALL.putAll(DecimalDigits.DEFINITIONS);
        ALL.putAll(Transformations.DEFINITIONS);
    }

    private Arithmetic() {}

    /** The instructions that it knows. */
    public static Set<String> mnemonics() {
        return Set.copyOf(ALL.keySet());
    }

    /**
     * What an instruction does.
     *
     * @throws IllegalArgumentException if it is none of {@link #mnemonics}
     */
    public static Effect of(String mnemonic, Operands operands) {
        Function<Operands, Effect> definition = ALL.get(mnemonic);
        if (definition == null) {
            throw new IllegalArgumentException(
                    "There is no definition of '" + mnemonic + "': expected one of " + ALL.keySet() + ".");
        }
        return definition.apply(operands);
    }

    /** Whether the condition with this number, 0 (O) to 15 (NLE), holds (APM3 table of condition codes). */
    public static boolean condition(int number, long flags) {
        boolean carry = (flags & Effect.CF) != 0;
        boolean zero = (flags & Effect.ZF) != 0;
        boolean sign = (flags & Effect.SF) != 0;
        boolean overflow = (flags & Effect.OF) != 0;
        boolean parity = (flags & Effect.PF) != 0;
        return switch (number) {
            case 0x0 -> overflow;
            case 0x1 -> !overflow;
            case 0x2 -> carry;
            case 0x3 -> !carry;
            case 0x4 -> zero;
            case 0x5 -> !zero;
            case 0x6 -> carry || zero;
            case 0x7 -> !carry && !zero;
            case 0x8 -> sign;
            case 0x9 -> !sign;
            case 0xA -> parity;
            case 0xB -> !parity;
            case 0xC -> sign != overflow;
            case 0xD -> sign == overflow;
            case 0xE -> zero || sign != overflow;
            case 0xF -> !zero && sign == overflow;
            default -> throw new IllegalArgumentException("There is no condition " + number + ": expected 0 to 15.");
        };
    }
}
