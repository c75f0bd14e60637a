package dev.pacifica.suite.hardware;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One encoding of an instruction that user-mode code can execute.
 *
 * @param mnemonic its name, which counts are kept by
 * @param encoding tokens: {@code F3:} a mandatory prefix; {@code VEX.66.0F38.W0}; opcode bytes, of which {@code +r} stands for eight
 *     and {@code +c} for sixteen; {@code /r} or {@code /0} to {@code /7} a ModRM byte; then {@code ib iw iz iv} immediates,
 *     {@code cb cz} displacements of branches, {@code moffs} an offset, {@code far} a far pointer
 * @param features CPUID's names of the features it belongs to; empty if every processor has it
 */
record UserForm(String mnemonic, List<String> encoding, FlagUse flags, Set<Option> options, Set<String> features) {

    static UserForm of(String mnemonic, String encoding, FlagUse flags, Option... options) {
        Set<Option> set = EnumSet.noneOf(Option.class);
        set.addAll(List.of(options));
        return new UserForm(mnemonic, List.of(encoding.split(" ", -1)), flags, set, Set.of());
    }

    UserForm needing(String feature) {
        return new UserForm(mnemonic, encoding, flags, options, Set.of(feature));
    }

    boolean has(Option option) {
        return options.contains(option);
    }

    boolean isVex() {
        return encoding.get(0).startsWith("VEX");
    }

    /** Whether a ModRM byte with a choice in it follows the opcode. */
    boolean hasModRm() {
        return encoding.stream().anyMatch(token -> token.startsWith("/"));
    }

    boolean isIn(boolean in64BitMode) {
        return !has(in64BitMode ? Option.NOT64 : Option.ONLY64);
    }

    @Override
    public String toString() {
        return mnemonic + " (" + String.join(" ", encoding) + ")";
    }
}
