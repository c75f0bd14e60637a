package dev.pacifica.suite.asm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Turns one statement's action into bytes, as often as {@code times} says. */
final class StatementEncoder {
    private final FormMatcher matcher;

    StatementEncoder(FormMatcher matcher) {
        this.matcher = matcher;
    }

    /** {@code $} stays at the start of the line through all repetitions, but branches are measured from where they are. */
    byte[] encode(Statement.Action action, Evaluator evaluator, long times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (action instanceof Statement.Code code) {
            List<Argument> arguments = new ArrayList<>();
            for (Operand operand : code.instruction().operands()) {
                arguments.add(Argument.of(operand, evaluator));
            }
            for (long i = 0; i < times; i++) {
                Value location = Value.address(evaluator.here().number() + out.size());
                out.writeBytes(instruction(code.instruction(), arguments, location));
            }
        } else if (action instanceof Statement.Data data) {
            byte[] bytes = data(data, evaluator);
            for (long i = 0; i < times; i++) {
                out.writeBytes(bytes);
            }
        }
        return out.toByteArray();
    }

    private byte[] instruction(Instruction instruction, List<Argument> arguments, Value location) {
        if (instruction.mnemonic() == null) {
            return Encoder.encodePrefixes(instruction);
        }
        Form form = matcher.match(instruction, arguments, location);
        return new Encoder(instruction, form, arguments, location).encode();
    }

    private static byte[] data(Statement.Data data, Evaluator evaluator) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Statement.Item item : data.items()) {
            if (item.string() != null) {
                out.writeBytes(item.string());
                int padding = -item.string().length & data.bytes() - 1;
                out.writeBytes(new byte[padding]);
                continue;
            }
            Value value = evaluator.evaluate(
                    Objects.requireNonNull(item.expression(), "an item is a string or an expression"));
            if (value.hasRegisters() || value.addresses() < 0 || value.addresses() > 1) {
                throw new SourceError(
                        "data that is a register or a sum of labels: expected a number, a label or a string");
            }
            long number = Range.EITHER.check(value, 8 * data.bytes(), "value");
            for (int i = 0; i < data.bytes(); i++) {
                out.write((int) (number >> 8 * i));
            }
        }
        return out.toByteArray();
    }
}
