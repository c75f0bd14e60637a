/** Explanations of vectors read as approved. */
package dev.pacifica.suite.explain;
