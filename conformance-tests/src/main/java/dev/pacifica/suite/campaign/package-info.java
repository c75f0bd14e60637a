/**
 * Random campaigns on the model: devices that ask for memory while software changes what is excluded, each answer held against the
 * oracle. Knows the model; nothing but the command line knows it.
 */
@NullMarked
package dev.pacifica.suite.campaign;

import org.jspecify.annotations.NullMarked;
