package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;

/** What an instruction does. */
@FunctionalInterface
public interface Semantics {
    /**
     * Executes one instruction, or one iteration of a repeated one. A control transfer, and an iteration that is not the
     * last, write {@link dev.pacifica.model.state.Cpu#nextRip}.
     *
     * @throws dev.pacifica.model.state.Fault if it meets an exception
     * @throws dev.pacifica.model.event.VmExit if it is intercepted
     */
    void execute(Instruction i, Execution x);
}
