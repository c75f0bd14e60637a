package dev.pacifica.suite.oracle;

import dev.pacifica.suite.vector.Condition;
import java.util.List;

/**
 * All that is known of a processor from the conditions that a vector makes: what these do not say is either there throughout or not at
 * all, so that a verdict which two such processors share holds for every processor that the vector applies to. The features of CPUID
 * leaf 1 and 8000_0001 in EDX, which the fixture needs, are always there.
 *
 * @param conditions what the vector requires
 * @param isRich whether the processor has every feature that they do not mention
 */
record StatedProcessor(List<Condition> conditions, boolean isRich) implements Processor {
    private static final int EXTENDED_FEATURES = 0x8000_0001;
    private static final int SIZES = 0x8000_0008;
    private static final int SVM_FEATURES = 0x8000_000A;
    private static final int FEWEST_ADDRESS_BITS = 36;
    private static final int MOST_ADDRESS_BITS = 52;
    private static final int FEWEST_ASIDS = 8;

    @Override
    public int cpuid(int leaf, int register) {
        int value = unstated(leaf, register);
        for (Condition condition : conditions) {
            Condition.Location where = condition.where();
            if (where.leaf() == leaf && where.register() == register) {
                value = value & (int) ~where.mask() | (int) (number(condition) << where.shift());
            }
        }
        return value;
    }

    private int unstated(int leaf, int register) {
        if (leaf == SIZES && register == EAX) {
            return isRich ? MOST_ADDRESS_BITS : FEWEST_ADDRESS_BITS;
        }
        if (leaf == SVM_FEATURES && register == EBX) {
            return isRich ? Integer.MAX_VALUE : FEWEST_ASIDS;
        }
        if (register == EDX && (leaf == 1 || leaf == EXTENDED_FEATURES)) {
            return -1;
        }
        return isRich ? -1 : 0;
    }

    /** A number that meets the condition. */
    private static long number(Condition condition) {
        return condition.relation() == Condition.Relation.NOT_EQUAL ? 1 : condition.value();
    }
}
