/**
 * The reference model's log of a vector, step by step, to be laid beside the log of another implementation: as text for a person and
 * as JSON for a script.
 */
@NullMarked
package dev.pacifica.suite.trace;

import org.jspecify.annotations.NullMarked;
