package dev.pacifica.suite.asm;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An operand with its value in the present pass.
 *
 * @param value of an immediate, an address or a far pointer's offset; null for a register: see {@link #requireValue()}
 * @param segment of a far pointer; else null
 * @param hint how an address was written; else null
 */
record Argument(
        Operand operand,
        @Nullable Value value,
        @Nullable Value segment,
        @Nullable Hint hint) {
    static Argument of(Operand operand, Evaluator evaluator) {
        if (operand instanceof Operand.Immediate immediate) {
            Value value = evaluator.evaluate(immediate.value());
            if (value.hasRegisters()) {
                throw new SourceError("a sum with registers is no operand: expected it in brackets");
            }
            return new Argument(operand, value, null, null);
        }
        if (operand instanceof Operand.FarPointer far) {
            return new Argument(operand, evaluator.evaluate(far.offset()), evaluator.evaluate(far.segment()), null);
        }
        if (operand instanceof Operand.Memory memory) {
            Hint hint = new Hint();
            return new Argument(operand, evaluator.evaluate(memory.address(), hint), null, hint);
        }
        return new Argument(operand, null, null, null);
    }

    @Nullable
    Register register() {
        return operand instanceof Operand.Named named ? named.register() : null;
    }

    /** The operand if it is in memory, else null. */
    Operand.@Nullable Memory memory() {
        return operand instanceof Operand.Memory memory ? memory : null;
    }

    /** The value of what is no register. */
    Value requireValue() {
        return Objects.requireNonNull(value, "a register has no value");
    }

    /** The operand, which is in memory. */
    Operand.Memory requireMemory() {
        return Objects.requireNonNull(memory(), "the operand is not in memory");
    }

    Operand.Qualifiers qualifiers() {
        return operand.qualifiers();
    }
}
