/**
 * All ways through the freedoms that the architecture leaves in a run: {@link dev.pacifica.suite.explore.Exploration} goes them, on the
 * model; {@link dev.pacifica.suite.explore.Ways} sets them beside the outcomes that a vector permits, for a person.
 */
@NullMarked
package dev.pacifica.suite.explore;

import org.jspecify.annotations.NullMarked;
