package dev.pacifica.suite.generate;

import dev.pacifica.suite.verdict.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Status flags that an instruction leaves undefined (GPI-20) and that a guest has when it exits. Vectors about other things use such
 * instructions in passing, so the masks for these flags are found by looking; what a rule claims of the flags still has to hold.
 */
final class UndefinedFlags {
    private static final Map<String, Long> MASKS = new LinkedHashMap<>();

    static {
        MASKS.put("undefined-cf", 1L);
        MASKS.put("undefined-pf", 1L << 2);
        MASKS.put("undefined-af", 1L << 4);
        MASKS.put("undefined-zf", 1L << 6);
        MASKS.put("undefined-sf", 1L << 7);
        MASKS.put("undefined-of", 1L << 11);
    }

    private UndefinedFlags() {}

    /** The names of the masks that cover a difference between two fillings; nothing if it is not in the flags of a VMCB alone. */
    static Optional<List<String>> masks(Difference difference) {
        if (!difference.subject().matches("vmcb@0x[0-9a-f]+\\.RFLAGS")) {
            return Optional.empty();
        }
        long left = number(difference.permitted()) ^ number(difference.seen());
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Long> mask : MASKS.entrySet()) {
            if ((left & mask.getValue()) != 0) {
                names.add(mask.getKey());
                left &= ~mask.getValue();
            }
        }
        return left == 0 ? Optional.of(names) : Optional.empty();
    }

    private static long number(String value) {
        return Long.parseUnsignedLong(value.substring(2), 16);
    }
}
