/**
 * Puts vectors to a target, keeps every result, and tells people and programs what came of it.
 */
@NullMarked
package dev.pacifica.suite.runner;

import org.jspecify.annotations.NullMarked;
