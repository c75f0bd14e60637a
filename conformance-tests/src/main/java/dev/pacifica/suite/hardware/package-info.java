/**
 * Compares the model with the processor that the suite runs on: random user-mode snippets of integer instructions, run by a small
 * native program and by the model in a machine that mirrors its address space. What the manual leaves undefined and where AMD and
 * Intel differ is written down here, instruction by instruction, not read off either side.
 */
@NullMarked
package dev.pacifica.suite.hardware;

import org.jspecify.annotations.NullMarked;
