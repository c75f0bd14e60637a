package dev.pacifica.suite.image;

import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a processor says about itself: the CPUID leaves that conditions may name. */
public final class Processor {
    private final SortedMap<Integer, int[]> leaves = new TreeMap<>();

    /** Every leaf that a condition may name, ascending as unsigned numbers. */
    static List<Integer> namedLeaves() {
        return Condition.locations().values().stream()
                .filter(where -> !where.isCapability())
                .map(Condition.Location::leaf)
                .distinct()
                .sorted(Integer::compareUnsigned)
                .collect(Collectors.toList());
    }

    /** Notes a leaf. */
    public void add(Frame.Cpuid leaf) {
        leaves.put(leaf.leaf(), new int[] {leaf.eax(), leaf.ebx(), leaf.ecx(), leaf.edx()});
    }

    /** The number at each name that conditions may use. */
    public SortedMap<String, Long> numbers() {
        SortedMap<String, Long> numbers = new TreeMap<>();
        Condition.locations().forEach((name, where) -> numbers.put(name, where.number(register(where))));
        return numbers;
    }

    /** Whether every leaf has been reported that a condition may name. */
    public boolean isComplete() {
        return leaves.keySet().containsAll(namedLeaves());
    }

    /** Whether {@code condition} holds; a leaf that was not reported counts as zero. */
    public boolean meets(Condition condition) {
        return condition.holds(register(condition.where()));
    }

    /** The case of {@code vector} that applies; empty if none does, or the processor does not meet what the vector requires. */
    public Optional<Case> applicable(Vector vector) {
        return vector.applicable(this::meets);
    }

    /** Says that {@code condition} does not hold, and by what: {@code NRIPS is required; CPUID Fn8000000A EDX[3] is 0}. */
    public String complaint(Condition condition) {
        Condition.Location where = condition.where();
        if (where.isCapability()) {
            return condition + " is required; the boot image does not look for it";
        }
        String bits = where.width() == 1
                ? "[" + where.shift() + "]"
                : "[" + (where.shift() + where.width() - 1) + ":" + where.shift() + "]";
        return "%s is required; CPUID Fn%08X %s%s is %d"
                .formatted(
                        condition,
                        where.leaf(),
                        List.of("EAX", "EBX", "ECX", "EDX").get(where.register()),
                        bits,
                        where.number(register(where)));
    }

    private int register(Condition.Location where) {
        int[] leaf = leaves.get(where.leaf());
        return leaf == null ? 0 : leaf[where.register()];
    }
}
