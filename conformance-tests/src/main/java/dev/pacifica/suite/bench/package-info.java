/**
 * Measures how fast targets are: the same bare-metal programs on each, packed and started as vectors are. Figures are for people;
 * no test depends on them.
 */
@NullMarked
package dev.pacifica.suite.bench;

import org.jspecify.annotations.NullMarked;
