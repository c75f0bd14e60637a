package dev.pacifica.suite.asm;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registers of a 32- or 64-bit address in the places where they are encoded.
 *
 * @param base or null
 * @param index or null
 * @param scale of the index: 1, 2, 4 or 8
 */
record BaseAndIndex(@Nullable Register base, @Nullable Register index, long scale) {
    /** Number of ESP/RSP, which can be no index: its code there means "none" (APM3 1.4.2). */
    private static final int NO_INDEX = 4;

    /** @param terms one or two registers with their coefficients, by register name */
    static BaseAndIndex choose(List<Map.Entry<Register, Long>> terms, Hint hint, boolean noSplit) {
        Register base = null;
        Register index = null;
        long scale = 1;
        for (var term : terms) {
            if (base == null && term.getValue() == 1) {
                base = term.getKey();
            } else if (index == null) {
                index = term.getKey();
                scale = term.getValue();
            } else {
                throw new SourceError("address with two scaled registers: expected base + index*scale");
            }
        }
        if (base != null && index != null && scale == 1 && (hint.refusesBase(base) || hint.wantsBase(index))) {
            Register swapped = base;
            base = index;
            index = swapped;
        }
        boolean mayBeSplit = scale == 2 && !(noSplit && !hint.isSummed()) || scale == 3 || scale == 5 || scale == 9;
        if (base == null && index != null && mayBeSplit && index.number() != NO_INDEX) {
            // [eax*2] without a base would need four bytes of displacement; [eax+eax] needs none.
            base = index;
            scale--;
        }
        if (index == null && base != null && noSplit && hint.refusesBase(base) && base.number() != NO_INDEX) {
            index = base;
            base = null;
        }
        if (index != null && index.number() == NO_INDEX && scale == 1) {
            Register swapped = base;
            base = index;
            index = swapped;
        }
        if (index != null && index.number() == NO_INDEX) {
            throw new SourceError("'" + index + "' as index: expected another register, this one can only be the base");
        }
        if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
            throw new SourceError("scale " + scale + " of '" + index + "': expected 1, 2, 4 or 8");
        }
        return new BaseAndIndex(base, index, scale);
    }
}
