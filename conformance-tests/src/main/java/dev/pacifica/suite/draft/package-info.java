/**
 * The experiments: what is in memory and registers, the host's and the guest's program, and what the rules claim of the result.
 * Nothing here knows the reference model or any target, so a claim can only come from a rule.
 */
@NullMarked
package dev.pacifica.suite.draft;

import org.jspecify.annotations.NullMarked;
