/** Traces of vectors read as approved, and agree with what the vectors permit. */
package dev.pacifica.suite.trace;
