package dev.pacifica.model.machine;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.execute.Semantics;
import org.jspecify.annotations.Nullable;

/** A decoded instruction together with what it does. */
final class Bound {
    final Instruction instruction;
    final Semantics semantics;
    final int length;
    /** In its page. */
    final int offset;
    /** What ran after it the last time, in the same page: a guess at what will. */
    @Nullable
    Bound successor;

    Bound(Instruction instruction, Semantics semantics, int offset) {
        this.instruction = instruction;
        this.semantics = semantics;
        this.offset = offset;
        this.length = instruction.length();
    }
}
