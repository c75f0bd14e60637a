package dev.pacifica.model.machine;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.execute.Semantics;
import org.jspecify.annotations.Nullable;

/** A decoded instruction together with what it does. */
final class Bound {
    final Instruction instruction;
    final Semantics semantics;
    final int length;
    /** What ran after it the last time, in the same page and no stop address: what will run again, if rIP is the same and nothing has changed. */
    @Nullable
    Bound successor;
    /** rIP of the successor. */
    long successorRip;
    /** {@link dev.pacifica.model.state.Cpu#fetchChanges()} when the successor was found. */
    int successorChanges;

    Bound(Instruction instruction, Semantics semantics) {
        this.instruction = instruction;
        this.semantics = semantics;
        this.length = instruction.length();
    }
}
