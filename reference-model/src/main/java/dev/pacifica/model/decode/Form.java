package dev.pacifica.model.decode;

import dev.pacifica.model.profile.Feature;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One encoding of an instruction: a line of the opcode table.
 *
 * <p>A pattern is made of
 * <ul>
 *   <li>a prefix: {@code 66}, {@code F2} or {@code F3} that belongs to the opcode; {@code NP} for none of the three, {@code NFx} for
 *       neither F2 nor F3; {@code VEX.pp.map} for a VEX prefix with L = 0, where {@code pp} is {@code NP}, {@code 66}, {@code F3} or {@code F2};
 *       or nothing, if the prefixes have only their usual meaning;
 *   <li>opcode bytes; {@code +r} and {@code +c} at the last stand for eight and sixteen opcodes in a row;
 *   <li>{@code /r} for a ModRM byte, {@code /0} to {@code /7} for that value in ModRM.reg, a byte for a ModRM byte as a whole, a byte
 *       with {@code +i} for eight of them in a row.
 * </ul>
 *
 * @param mnemonics one, or three by operand size
 * @param needs features without which there is no such instruction
 */
record Form(
        String pattern,
        Operation operation,
        List<String> mnemonics,
        List<OperandKind> operands,
        Set<Trait> traits,
        Set<Feature> needs) {

    static Form form(String pattern, Operation operation, FormPart... parts) {
        List<String> mnemonics = List.of(operation.name().toLowerCase(Locale.ROOT));
        List<OperandKind> operands = new ArrayList<>();
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        Set<Feature> needs = EnumSet.noneOf(Feature.class);
        for (FormPart part : parts) {
            if (part instanceof OperandKind operand) {
                operands.add(operand);
            } else if (part instanceof Trait trait) {
                traits.add(trait);
            } else if (part instanceof FormPart.Name name) {
                mnemonics = List.of(name.text().split("\\|"));
            } else if (part instanceof FormPart.Needs need) {
                needs.add(need.feature());
            }
        }
        return new Form(pattern, operation, mnemonics, List.copyOf(operands), traits, needs);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
