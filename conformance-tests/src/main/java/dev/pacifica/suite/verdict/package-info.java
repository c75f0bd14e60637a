/**
 * From an observation to a verdict: the complete state that a vector starts from, the complete states that its outcomes permit,
 * and the comparison that names what differs by register and VMCB field. Knows no model and no emulator.
 */
@NullMarked
package dev.pacifica.suite.verdict;

import org.jspecify.annotations.NullMarked;
