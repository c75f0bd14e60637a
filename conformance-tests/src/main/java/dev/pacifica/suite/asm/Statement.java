package dev.pacifica.suite.asm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line, parsed.
 *
 * @param label its label's full name, or null
 * @param times how often the action happens, or null for once
 */
record Statement(
        SourceLine line, @Nullable String label, @Nullable Expression times, Action action) {
    /** What a line produces. */
    sealed interface Action {}

    /** A label alone, or a directive that has done its work. */
    record Nothing() implements Action {}

    record Code(Instruction instruction) implements Action {}

    /** @param bytes size of each item: 1, 2, 4 or 8 */
    record Data(int bytes, List<Item> items) implements Action {}

    /** A string, padded to a multiple of the size, or an expression; the other one is null. */
    record Item(byte @Nullable [] string, @Nullable Expression expression) {}

    /** {@code resb} and its kin: zeros. */
    record Reserve(int bytes, Expression count) implements Action {}

    /** @param filler what fills one byte of the gap */
    record Align(Expression boundary, Action filler) implements Action {}

    record Equ(String name, Expression value) implements Action {}
}
