/**
 * Where golden vectors come from. A draft says what an experiment is and what its rules claim; the outcomes are computed on the
 * reference model over all choices that the architecture leaves and over three fillings of undefined values; and a draft whose
 * claims contradict its outcomes is refused. The files under {@code vectors} are written from here and nowhere else.
 */
@NullMarked
package dev.pacifica.suite.generate;

import org.jspecify.annotations.NullMarked;
