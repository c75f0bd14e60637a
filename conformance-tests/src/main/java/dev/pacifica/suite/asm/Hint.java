package dev.pacifica.suite.asm;

import org.jspecify.annotations.Nullable;

/**
 * What the way an address was written says about base and index: the register named first wants to be the base, and one
 * that was multiplied (even by 1) wants to be the index.
 */
final class Hint {
    enum Wish {
        NONE,
        BASE,
        NOT_BASE,
        /** A register was added to itself, so nothing is known any more. */
        SUMMED
    }

    private @Nullable Register register;
    private Wish wish = Wish.NONE;

    void named(Register register) {
        if (wish == Wish.NONE) {
            this.register = register;
            wish = Wish.BASE;
        }
    }

    void multiplied(Value value) {
        if (wish == Wish.BASE && value.registers().containsKey(register)) {
            wish = Wish.NOT_BASE;
        }
    }

    void added(Value left, Value right) {
        for (var term : left.registers().entrySet()) {
            Long other = right.registers().get(term.getKey());
            if (other != null && other + term.getValue() != 0) {
                wish = Wish.SUMMED;
            }
        }
    }

    boolean wantsBase(Register candidate) {
        return wish == Wish.BASE && candidate.equals(register);
    }

    boolean refusesBase(Register candidate) {
        return wish == Wish.NOT_BASE && candidate.equals(register);
    }

    boolean isSummed() {
        return wish == Wish.SUMMED;
    }
}
