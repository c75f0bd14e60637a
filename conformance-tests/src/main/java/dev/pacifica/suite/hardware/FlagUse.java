package dev.pacifica.suite.hardware;

/**
 * What the manual says an instruction does with the arithmetic flags.
 *
 * @param reads whose value the result depends on
 * @param writes that get a defined value
 * @param undefined that have no defined value afterwards
 * @param count how a shift count bears on this
 */
record FlagUse(long reads, long writes, long undefined, Count count) {
    static final long CF = 1;
    static final long PF = 1 << 2;
    static final long AF = 1 << 4;
    static final long ZF = 1 << 6;
    static final long SF = 1 << 7;
    static final long DF = 1 << 10;
    static final long OF = 1 << 11;
    static final long ARITHMETIC = CF | PF | AF | ZF | SF | OF;

    /** Kinds of instructions whose flags depend on a count. A count of zero, once masked, leaves all flags alone. */
    enum Count {
        NONE,
        /** SHL, SHR, SAR: OF is defined for a count of 1 only, AF never; CF of SHL and SHR by more than the operand: see {@link VendorDifference}. */
        SHIFT,
        /** ROL, ROR, RCL, RCR: OF is defined for a count of 1 only. */
        ROTATE,
        /** SHLD, SHRD: OF is defined for a count of 1 only, AF never; nothing is if the count exceeds the operand. */
        DOUBLE_SHIFT,
        /** A repeated string instruction may do nothing at all. */
        REPEAT
    }

    private static final String LETTERS = "CPAZSOD";
    private static final long[] BITS = {CF, PF, AF, ZF, SF, OF, DF};

    static final FlagUse NONE = of("");

    /**
     * Parses for example {@code "r:C w:SZPC u:OA"}: reads, writes, leaves undefined, by the first letters of the flags' names.
     * The words {@code shift}, {@code rotate}, {@code double} and {@code repeat} give the count.
     */
    static FlagUse of(String text) {
        long reads = 0;
        long writes = 0;
        long undefined = 0;
        Count count = Count.NONE;
        for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            switch (word) {
                case "shift" -> count = Count.SHIFT;
                case "rotate" -> count = Count.ROTATE;
                case "double" -> count = Count.DOUBLE_SHIFT;
                case "repeat" -> count = Count.REPEAT;
                default -> {
                    long bits = bits(word.substring(2));
                    switch (word.charAt(0)) {
                        case 'r' -> reads = bits;
                        case 'w' -> writes = bits;
                        case 'u' -> undefined = bits;
                        default -> throw new IllegalArgumentException("flag use '" + text + "': expected r:, w: or u:");
                    }
                }
            }
        }
        return new FlagUse(reads, writes, undefined, count);
    }

    private static long bits(String letters) {
        long bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            bits |= BITS[LETTERS.indexOf(letters.charAt(i))];
        }
        return bits;
    }

    /** Which flags may be undefined afterwards, not knowing the count; see {@link #undefinedAfter}. */
    long mayBeUndefinedAfter(long before, boolean likeAmd) {
        return switch (count) {
            case NONE -> before & ~writes | undefined;
            case REPEAT -> before | undefined;
            case SHIFT -> before | undefined | OF | (likeAmd ? 0 : CF); // SHIFT_BEYOND_OPERAND
            case ROTATE, DOUBLE_SHIFT -> before | undefined | OF;
        };
    }

    /** Whether not even the destination is defined; the arguments are those of {@link #undefinedAfter}. */
    boolean hasNoResult(int bits, int counted) {
        return count == Count.DOUBLE_SHIFT && bits == 16 && (counted & 31) > bits;
    }

    /**
     * Which flags are undefined afterwards if {@code before} are undefined before.
     *
     * @param bits the operand size
     * @param counted the count in the instruction or in CL, not masked; 1 if there is none
     * @param likeAmd whether the processor defines what only AMD's do
     */
    long undefinedAfter(long before, int bits, int counted, boolean likeAmd) {
        if (count == Count.NONE) {
            return before & ~writes | undefined;
        }
        if (count == Count.REPEAT) {
            return before;
        }
        int masked = counted & (bits == 64 ? 63 : 31);
        if (masked == 0) {
            return before;
        }
        long left = before & ~writes | undefined;
        if (count == Count.SHIFT && masked >= bits && !likeAmd) {
            left |= CF; // SHIFT_BEYOND_OPERAND
        }
        return masked == 1 ? left & ~OF : left | OF;
    }
}
