package dev.pacifica.suite.asm;

import org.jspecify.annotations.Nullable;

/**
 * The prefixes written as words before a mnemonic.
 *
 * @param repeat F3h, F2h or 0
 * @param operandBits 16, 32 or 64 for o16, o32, o64; else 0
 * @param addressBits 16, 32 or 64 for a16, a32, a64; else 0
 * @param segment the override, or null
 */
record Prefixes(
        int repeat,
        boolean lock,
        int operandBits,
        int addressBits,
        @Nullable Register segment) {
    static final Prefixes NONE = new Prefixes(0, false, 0, 0, null);

    /** These and the prefix of that name, or null if it is no prefix. */
    @Nullable
    Prefixes with(String word) {
        Register register = Register.named(word);
        if (register != null && register.isSegment()) {
            once(segment == null, "segment overrides");
            return new Prefixes(repeat, lock, operandBits, addressBits, register);
        }
        return switch (word) {
            case "rep", "repe", "repz" -> withRepeat(0xf3);
            case "repne", "repnz" -> withRepeat(0xf2);
            case "lock" -> new Prefixes(repeat, true, operandBits, addressBits, segment);
            case "o16", "o32", "o64" -> {
                once(operandBits == 0, "operand sizes");
                yield new Prefixes(repeat, lock, bits(word), addressBits, segment);
            }
            case "a16", "a32", "a64" -> {
                once(addressBits == 0, "address sizes");
                yield new Prefixes(repeat, lock, operandBits, bits(word), segment);
            }
            default -> null;
        };
    }

    private Prefixes withRepeat(int code) {
        once(repeat == 0, "repeat prefixes");
        return new Prefixes(code, lock, operandBits, addressBits, segment);
    }

    private static int bits(String word) {
        return Integer.parseInt(word.substring(1));
    }

    private static void once(boolean first, String what) {
        if (!first) {
            throw new SourceError("two " + what + " before one instruction");
        }
    }
}
