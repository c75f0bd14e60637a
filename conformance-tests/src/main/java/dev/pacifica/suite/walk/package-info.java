/**
 * Pictures of walks through page tables: of a vector's walks on the reference model the one that matters, as a tree for a terminal and as an SVG.
 * What is drawn is a value that a report can hold; only what makes it knows the model.
 */
@NullMarked
package dev.pacifica.suite.walk;

import org.jspecify.annotations.NullMarked;
