package dev.pacifica.suite.asm;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an expression came to: a number, plus how many times the (movable) start of the program is in it, plus registers.
 *
 * @param number 64 bits; addresses already include the origin
 * @param addresses 0 for a plain number, 1 for an address such as a label; their difference is a plain number again
 * @param registers coefficient of each register, none of them zero
 * @param unknown depends on a label that this pass has not met yet; number is then meaningless
 */
record Value(long number, int addresses, SortedMap<Register, Long> registers, boolean unknown) {
    private static final SortedMap<Register, Long> NONE = Collections.emptySortedMap();

    static final Value UNKNOWN = new Value(0, 0, NONE, true);

    static Value number(long number) {
        return new Value(number, 0, NONE, false);
    }

    static Value address(long address) {
        return new Value(address, 1, NONE, false);
    }

    static Value register(Register register) {
        return new Value(0, 0, new TreeMap<>(java.util.Map.of(register, 1L)), false);
    }

    /** A number that is the same wherever the program lies; only such numbers choose short encodings. */
    boolean isPlain() {
        return addresses == 0 && registers.isEmpty() && !unknown;
    }

    /** This value, or an unknown one if {@code source} was. */
    Value orUnknown(Value source) {
        return source.unknown() ? UNKNOWN : this;
    }

    boolean hasRegisters() {
        return !registers.isEmpty();
    }

    Value plus(Value that) {
        SortedMap<Register, Long> sum = registers;
        if (that.hasRegisters()) {
            sum = new TreeMap<>(registers);
            for (var term : that.registers.entrySet()) {
                sum.merge(term.getKey(), term.getValue(), (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
            }
        }
        if (unknown || that.unknown) {
            return new Value(0, 0, sum, true);
        }
        return new Value(number + that.number, addresses + that.addresses, sum, false);
    }

    Value times(long factor) {
        SortedMap<Register, Long> scaled = registers;
        if (hasRegisters()) {
            scaled = new TreeMap<>();
            if (factor != 0) {
                for (var term : registers.entrySet()) {
                    scaled.put(term.getKey(), term.getValue() * factor);
                }
            }
        }
        return new Value(number * factor, (int) (addresses * factor), scaled, unknown);
    }
}
