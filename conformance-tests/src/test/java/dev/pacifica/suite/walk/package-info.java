/** Tests of the pictures of walks. */
@NullMarked
package dev.pacifica.suite.walk;

import org.jspecify.annotations.NullMarked;
