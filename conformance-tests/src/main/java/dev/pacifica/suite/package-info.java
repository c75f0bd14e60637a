/** Placeholder. */
package dev.pacifica.suite;
