/**
 * Implementations under test, each seen through an adapter: the embedded reference model, and full-system emulators that boot the
 * conformance image. A target says what it cannot run; a crash or a hang costs it one vector.
 */
@NullMarked
package dev.pacifica.suite.target;

import org.jspecify.annotations.NullMarked;
