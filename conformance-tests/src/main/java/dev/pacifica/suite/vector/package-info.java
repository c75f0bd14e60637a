/**
 * Vectors as values: what an experiment starts from, what its rules claim and which outcomes the architecture permits, with the
 * reader and the writer of the published JSON. This package knows no model and no emulator.
 */
@NullMarked
package dev.pacifica.suite.vector;

import org.jspecify.annotations.NullMarked;
