/**
 * The whole machine: {@link dev.pacifica.model.machine.InstructionSet} binds each operation to what it does, and
 * {@link dev.pacifica.model.machine.Machine} steps one processor deterministically, with its memory and ports. This is
 * where to start for running something.
 */
@NullMarked
package dev.pacifica.model.machine;

import org.jspecify.annotations.NullMarked;
