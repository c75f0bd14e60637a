package dev.pacifica.model.decode;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One encoding of an instruction: a line of the opcode table.
 *
 * @param pattern opcode bytes, then {@code /r} (a ModRM byte), {@code /0} to {@code /7} (that value in ModRM.reg), or a
 *     last byte that is a ModRM byte as a whole; {@code +r} and {@code +c} stand for eight and sixteen opcodes in a row
 */
record Form(String pattern, Operation operation, List<OperandKind> operands, Set<Trait> traits) {

    static Form form(String pattern, Operation operation, FormPart... parts) {
        List<OperandKind> operands = new ArrayList<>();
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (FormPart part : parts) {
            if (part instanceof OperandKind operand) {
                operands.add(operand);
            } else if (part instanceof Trait trait) {
                traits.add(trait);
            }
        }
        return new Form(pattern, operation, List.copyOf(operands), traits);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
