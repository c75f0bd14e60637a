/** The oracle against the reference model: on random vectors whose generators reach the boundaries on purpose, the two must agree. */
package dev.pacifica.suite.oracle;
