package dev.pacifica.model.machine;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.execute.Semantics;

/** A decoded instruction together with what it does. */
record Bound(Instruction instruction, Semantics semantics, int length) {}
