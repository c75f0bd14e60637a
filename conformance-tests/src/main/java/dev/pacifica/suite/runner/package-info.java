/**
 * Puts vectors to a target, keeps every result, and tells people and programs what came of it.
 */
package dev.pacifica.suite.runner;
