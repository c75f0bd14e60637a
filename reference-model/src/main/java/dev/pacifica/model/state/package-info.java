/**
 * The architectural state of one processor: registers, segment registers with their hidden parts, control, debug and
 * model-specific registers. {@link dev.pacifica.model.state.Cpu} holds all of it and derives the operating mode from it.
 * No behaviour lives here except what keeps the state consistent in itself.
 */
@NullMarked
package dev.pacifica.model.state;

import org.jspecify.annotations.NullMarked;
