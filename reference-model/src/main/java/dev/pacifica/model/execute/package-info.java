/**
 * What instructions do, one class a family. A semantics is a small method of the decoded instruction and the
 * {@link dev.pacifica.model.execute.Execution}, which gives it operands, memory, stack and the neighbours it may ask.
 * Nothing is committed before everything that can fault has been checked.
 */
@NullMarked
package dev.pacifica.model.execute;

import org.jspecify.annotations.NullMarked;
