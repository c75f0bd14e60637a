/**
 * Words that people mistype: what they may have meant.
 */
@NullMarked
package dev.pacifica.suite.words;

import org.jspecify.annotations.NullMarked;
