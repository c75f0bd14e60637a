package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.List;

/**
 * The encoding half of a form. The words of the table:
 *
 * <ul>
 *   <li>{@code o16 o32 o64}, {@code a16 a32 a64}: operand and address size, with the prefix where the mode needs one;
 *   <li>{@code only16 only32 only64 not64}: the modes in which the form exists (o64 and 64-bit registers imply only64);
 *   <li>{@code d64}: 64-bit mode only, and 64 bits wide without REX.W, so that {@code o64} adds nothing;
 *   <li>{@code wait: lock: 66: F2: F3:}: prefixes that belong to the opcode;
 *   <li>hexadecimal bytes: the opcode; {@code +r} after the last adds a register number;
 *   <li>{@code /r}: ModRM with both operands; {@code /0}–{@code /7}: ModRM with an opcode extension;
 *   <li>{@code ib iw id iq}: immediates in the order of the operands; {@code ob}: direct address;
 *   <li>{@code cb cz cw cd}: branch displacement of 8 bits, of the mode's size, of 16, of 32; {@code pz pw pd}: far pointer.
 * </ul>
 *
 * @param fwait begins with the WAIT opcode
 * @param mandatory 66h, F2h or F3h between the other prefixes and REX; or 0
 * @param modes which modes, by ordinal, as a bit mask
 * @param digit opcode extension, or -1
 */
record Code(
        String text,
        int operandBits,
        int addressBits,
        boolean defaults64,
        int modes,
        boolean fwait,
        boolean lock,
        int mandatory,
        int[] opcode,
        boolean registerInOpcode,
        boolean modRm,
        int digit,
        List<String> fields) {

    private static final int ONLY64 = 1 << Mode.BITS64.ordinal();
    private static final int ALL = 7;

    static Code parse(String text, boolean needs64) {
        int operandBits = 0;
        int addressBits = 0;
        int modes = needs64 ? ONLY64 : ALL;
        boolean defaults64 = false;
        boolean fwait = false;
        boolean lock = false;
        int mandatory = 0;
        List<Integer> opcode = new ArrayList<>();
        boolean registerInOpcode = false;
        boolean modRm = false;
        int digit = -1;
        List<String> fields = new ArrayList<>();
        for (String word : text.split(" ")) {
            if (word.isEmpty()) {
                continue;
            }
            if (word.matches("[oa](16|32|64)")) {
                int bits = Integer.parseInt(word.substring(1));
                if (word.charAt(0) == 'o') {
                    operandBits = bits;
                } else {
                    addressBits = bits;
                }
                modes &= bits == 64 ? ONLY64 : ALL;
            } else if (word.matches("only(16|32|64)")) {
                modes &= 1 << Mode.ofBits(Integer.parseInt(word.substring(4))).ordinal();
            } else if (word.equals("d64")) {
                defaults64 = true;
                modes &= ONLY64;
            } else if (word.equals("not64")) {
                modes &= ~ONLY64;
            } else if (word.equals("wait:")) {
                fwait = true;
            } else if (word.equals("lock:")) {
                lock = true;
            } else if (word.matches("(66|F2|F3):")) {
                mandatory = Integer.parseInt(word.substring(0, 2), 16);
            } else if (word.matches("[0-9A-F]{2}(\\+r)?")) {
                opcode.add(Integer.parseInt(word.substring(0, 2), 16));
                registerInOpcode = word.length() > 2;
            } else if (word.equals("/r")) {
                modRm = true;
            } else if (word.matches("/[0-7]")) {
                modRm = true;
                digit = word.charAt(1) - '0';
            } else if (word.matches("i[bwdq]|c[bzwd]|p[zwd]|ob")) {
                fields.add(word);
            } else {
                throw new IllegalArgumentException("word '" + word + "' in the encoding '" + text + "'");
            }
        }
        return new Code(
                text,
                operandBits,
                addressBits,
                defaults64,
                modes,
                fwait,
                lock,
                mandatory,
                opcode.stream().mapToInt(Integer::intValue).toArray(),
                registerInOpcode,
                modRm,
                digit,
                List.copyOf(fields));
    }

    boolean existsIn(Mode mode) {
        return (modes >> mode.ordinal() & 1) != 0;
    }
}
