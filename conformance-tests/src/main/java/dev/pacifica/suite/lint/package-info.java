/**
 * Checks data files and reports everything that is wrong with them: against the schemas, against the manifest, and against what one
 * vector must hold by itself. Knows no model and no emulator.
 */
@NullMarked
package dev.pacifica.suite.lint;

import org.jspecify.annotations.NullMarked;
