package dev.pacifica.suite.oracle;

import static dev.pacifica.suite.oracle.DescriptorBits.*;

import java.util.Optional;

/** What becomes of a far transfer to a selector that is not null and lies in its table (SEGM-51 to SEGM-57, SEGM-63). */
public final class FarTargets {
    private static final int GATE_16 = 4;
    private static final int GATE_32 = 0xC;

    private FarTargets() {}

    /** JMP or CALL to anything but a call gate or, outside long mode, a task. */
    public static Optional<Refusal> direct(boolean longMode, int cpl, int selector, long code, long offset) {
        if (!isCode(code)) {
            return Optional.of(Refusal.gp(isTask(code) ? "SEGM-59" : "SEGM-51", selector));
        }
        boolean permitted = isConforming(code) ? dpl(code) <= cpl : dpl(code) == cpl && (selector & 3) <= cpl;
        if (!permitted) {
            return Optional.of(Refusal.gp("SEGM-52", selector));
        }
        return entry(longMode, selector, code, offset);
    }

    /** A task gate or a TSS, 16- or 32-bit, available or busy. */
    private static boolean isTask(long descriptor) {
        return switch (kind(descriptor)) {
            case 1, 3, 5, 9, 0xB -> true;
            default -> false;
        };
    }

    /** Far RET or IRET. */
    public static Optional<Refusal> returning(boolean longMode, int cpl, int selector, long code, long offset) {
        int rpl = selector & 3;
        boolean permitted = isCode(code) && rpl >= cpl && (isConforming(code) ? dpl(code) <= rpl : dpl(code) == rpl);
        return permitted ? entry(longMode, selector, code, offset) : Optional.of(Refusal.gp("SEGM-57", selector));
    }

    /**
     * JMP or CALL through a present gate; for CALL to more privileged code: as far as code and gate go.
     *
     * @param gate the first eight bytes
     * @param code the descriptor that it names, which is not null and lies in its table
     */
    public static Optional<Refusal> gate(
            boolean longMode, boolean isCall, int cpl, int selector, long gate, long code, long offset) {
        int kind = kind(gate);
        if (kind != GATE_32 && (longMode || kind != GATE_16)) {
            return Optional.of(Refusal.gp("SEGM-51", selector));
        }
        if (dpl(gate) < cpl || dpl(gate) < (selector & 3)) {
            return Optional.of(Refusal.gp("SEGM-54", selector));
        }
        if (!isPresent(gate)) {
            return Optional.of(Refusal.np("SEGM-54", selector));
        }
        int target = (int) (gate >>> 16) & 0xFFFF;
        boolean wrongSize = longMode && (!isLong(code) || isBig(code));
        if (!isCode(code) || dpl(code) > cpl || wrongSize) {
            return Optional.of(Refusal.gp("SEGM-54", target));
        }
        if (!isCall && !isConforming(code) && dpl(code) != cpl) {
            return Optional.of(Refusal.gp("SEGM-56", target));
        }
        return entry(longMode, target, code, kind == GATE_16 ? offset & 0xFFFF : offset);
    }

    private static Optional<Refusal> entry(boolean longMode, int selector, long code, long offset) {
        if (longMode && isLong(code) && isBig(code)) {
            return Optional.of(Refusal.gp("SEGM-01", selector));
        }
        if (!isPresent(code)) {
            return Optional.of(Refusal.np("SEGM-52", selector));
        }
        boolean inside = longMode && isLong(code)
                ? offset << 16 >> 16 == offset
                : Long.compareUnsigned(offset, limit(code)) <= 0;
        return inside ? Optional.empty() : Optional.of(new Refusal("SEGM-53", Refusal.GP, 0));
    }
}
