package dev.pacifica.suite.asm;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects forms and multiplies out the abbreviations of the table: {@code v} stands for 16, 32 and 64 bits (with the
 * operand size that goes with it), {@code av} for AX, EAX, RAX, {@code immz} and {@code iz} for an immediate of that size (32
 * bits, sign-extended, for 64), {@code cc} for a condition.
 */
final class FormList {
    /** The condition codes by number; several names for one number (APM3, appendix on condition codes). */
    private static final List<List<String>> CONDITIONS = List.of(
            List.of("o"),
            List.of("no"),
            List.of("b", "c", "nae"),
            List.of("nb", "nc", "ae"),
            List.of("e", "z"),
            List.of("ne", "nz"),
            List.of("be", "na"),
            List.of("a", "nbe"),
            List.of("s"),
            List.of("ns"),
            List.of("p", "pe"),
            List.of("np", "po"),
            List.of("l", "nge"),
            List.of("nl", "ge"),
            List.of("le", "ng"),
            List.of("g", "nle"));

    private final List<Form> forms = new ArrayList<>();

    /** An instruction without operands. */
    void form(String mnemonic, String code) {
        form(mnemonic, "", code);
    }

    void form(String mnemonic, String operands, String code) {
        if (mnemonic.endsWith("cc")) {
            conditions(mnemonic.substring(0, mnemonic.length() - 2), operands, code);
        } else if (operands.matches(".*(v|z)\\b.*")) {
            for (int bits = 16; bits <= 64; bits *= 2) {
                forms.add(Form.of(
                        mnemonic,
                        sized(operands, bits),
                        "o" + bits + " " + code.replace("iz", bits == 16 ? "iw" : "id")));
            }
        } else {
            forms.add(Form.of(mnemonic, operands, code));
        }
    }

    private static String sized(String operands, int bits) {
        String immediate = bits == 64 ? "simm32" : "imm" + bits;
        String accumulator = bits == 16 ? "ax" : bits == 32 ? "eax" : "rax";
        return operands.replaceAll("\\bimmz\\b", immediate)
                .replaceAll("\\bav\\b", accumulator)
                .replaceAll("v\\b", Integer.toString(bits));
    }

    private void conditions(String stem, String operands, String code) {
        for (int number = 0; number < CONDITIONS.size(); number++) {
            String[] words = code.split(" ");
            for (int i = 0; i < words.length; i++) {
                if (words[i].endsWith("+cc")) {
                    words[i] = "%02X".formatted(Integer.parseInt(words[i].substring(0, 2), 16) + number);
                }
            }
            for (String condition : CONDITIONS.get(number)) {
                form(stem + condition, operands, String.join(" ", words));
            }
        }
    }

    List<Form> forms() {
        return forms;
    }
}
