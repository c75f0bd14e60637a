/**
 * The rule catalogue: what each rule says, where the manual says it, and whether a vector can show it. It is data beside the
 * vectors, one file an area; this package reads it, writes it in its one form and looks rules up, and knows no model and no target.
 */
@NullMarked
package dev.pacifica.suite.rule;

import org.jspecify.annotations.NullMarked;
