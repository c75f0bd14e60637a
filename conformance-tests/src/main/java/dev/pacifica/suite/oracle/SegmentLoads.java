package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.DescriptorBits.*;

import java.util.Optional;

/** What becomes of a load of a segment register with a selector that is not null and lies in its table (SEGM-23 to SEGM-27). */
public final class SegmentLoads {
    private SegmentLoads() {}

    /** Into DS, ES, FS or GS, in any protected mode. */
    public static Optional<Refusal> data(int cpl, int selector, long descriptor) {
        if (!isReadable(descriptor)) {
            return Optional.of(Refusal.gp("SEGM-23", selector));
        }
        int rpl = selector & 3;
        if (!isConforming(descriptor) && (dpl(descriptor) < cpl || dpl(descriptor) < rpl)) {
            return Optional.of(Refusal.gp("SEGM-24", selector));
        }
        return isPresent(descriptor) ? Optional.empty() : Optional.of(Refusal.np("SEGM-25", selector));
    }

    /** Into SS. */
    public static Optional<Refusal> stack(int cpl, int selector, long descriptor) {
        if (!isWritableData(descriptor) || (selector & 3) != cpl || dpl(descriptor) != cpl) {
            return Optional.of(Refusal.gp("SEGM-26", selector));
        }
        return isPresent(descriptor)
                ? Optional.empty()
                : Optional.of(new Refusal("SEGM-25", Refusal.SS, selector & 0xFFFC));
    }
}
