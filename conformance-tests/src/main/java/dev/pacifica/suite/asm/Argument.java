package dev.pacifica.suite.asm;

/**
 * An operand with its value in the present pass.
 *
 * @param value of an immediate, an address or a far pointer's offset; null for a register
 * @param segment of a far pointer; else null
 * @param hint how an address was written; else null
 */
record Argument(Operand operand, Value value, Value segment, Hint hint) {
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

    Register register() {
        return operand instanceof Operand.Named named ? named.register() : null;
    }

    /** The operand if it is in memory, else null. */
    Operand.Memory memory() {
        return operand instanceof Operand.Memory memory ? memory : null;
    }

    Operand.Qualifiers qualifiers() {
        return operand.qualifiers();
    }
}
