package dev.pacifica.suite.hardware;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The legacy prefixes of one instruction, in the order in which they are written, and whether REX.W is set.
 *
 * @param operandBits 8, 16, 32 or 64
 */
record Prefixes(List<Integer> bytes, boolean wide, int operandBits, boolean addressSize) {
    private static final int[] SEGMENTS = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};
    private static final int LONGEST_INSTRUCTION = 15;

    boolean isRepeated() {
        return bytes.contains(0xF2) || bytes.contains(0xF3);
    }

    static Prefixes choose(UserForm form, Values values, boolean in64BitMode, boolean likeAmd) {
        List<Integer> bytes = new ArrayList<>();
        boolean vex = form.isVex();
        boolean canBe16 = !vex && !form.has(Option.NO66) && !form.has(Option.FIXED_SIZE) && !form.has(Option.BYTE);
        boolean nearBranch = in64BitMode && form.has(Option.BRANCH); // NEAR_BRANCH_66
        boolean operandSize = canBe16 && values.perMille(250) && (likeAmd || !nearBranch);
        if (operandSize) {
            bytes.add(0x66);
        }
        boolean memory =
                form.hasModRm() || form.has(Option.STRING) || form.encoding().contains("moffs");
        boolean loop = form.mnemonic().startsWith("LOOP") || form.mnemonic().equals("JrCXZ");
        boolean addressSize = (memory || loop) && values.perMille(100);
        if (addressSize) {
            bytes.add(0x67);
        }
        if (memory && values.perMille(60)) {
            bytes.add(SEGMENTS[values.below(SEGMENTS.length)]);
        }
        if (!vex) {
            boolean locked = values.perMille(form.has(Option.LOCK) ? 300 : 10);
            if (locked && !form.has(Option.NO_LOCK)) {
                bytes.add(0xF0);
            }
            repeat(form, values, bytes);
            if (values.perMille(5)) {
                bytes.addAll(Collections.nCopies(
                        values.between(1, LONGEST_INSTRUCTION - 1), 0x3E)); // at times beyond 15 bytes
            }
        }
        shuffle(bytes, values);
        boolean fixed = form.has(Option.FIXED_SIZE);
        boolean wide = in64BitMode
                && (form.has(Option.WIDE) || !fixed && values.perMille(400) && (likeAmd || !isFarPointer(form)));
        int bits = bits(form, in64BitMode, operandSize, wide);
        return new Prefixes(List.copyOf(bytes), wide, bits, addressSize);
    }

    private static void repeat(UserForm form, Values values, List<Integer> bytes) {
        String first = form.encoding().get(0);
        if (first.endsWith(":")) {
            bytes.add(Integer.parseInt(first.substring(0, 2), 16));
        } else if (form.has(Option.STRING) && values.perMille(600)) {
            bytes.add(values.perMille(500) ? 0xF3 : 0xF2);
        } else if (!form.has(Option.NO_REPEAT) && !first.equals("0F") && values.perMille(15)) {
            bytes.add(values.perMille(500) ? 0xF3 : 0xF2); // without meaning
        }
    }

    private static boolean isFarPointer(UserForm form) {
        return form.mnemonic().matches("L[SFG]S"); // FAR_POINTER_64
    }

    private static void shuffle(List<Integer> bytes, Values values) {
        for (int i = bytes.size() - 1; i > 0; i--) {
            Collections.swap(bytes, i, values.below(i + 1));
        }
    }

    private static int bits(UserForm form, boolean in64BitMode, boolean operandSize, boolean wide) {
        if (form.has(Option.BYTE)) {
            return 8;
        }
        if (wide) {
            return 64;
        }
        if (operandSize) {
            return 16;
        }
        return in64BitMode && form.has(Option.D64) ? 64 : 32;
    }
}
