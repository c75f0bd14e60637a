/**
 * Shows a person what a vector is and what happens in it: its code by address, its setup and outcomes in words, the model's trace.
 */
@NullMarked
package dev.pacifica.suite.explain;

import org.jspecify.annotations.NullMarked;
