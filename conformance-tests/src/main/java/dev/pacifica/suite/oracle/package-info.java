/**
 * Small statements of the rules, one table or formula each, that compute from a vector's inputs what must come of it. Written from the
 * rules alone: nothing here reaches the reference model, so where the two disagree one of them is wrong.
 */
@NullMarked
package dev.pacifica.suite.oracle;

import org.jspecify.annotations.NullMarked;
