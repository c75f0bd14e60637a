/**
 * Debug conditions (APM2 13.1): which accesses the breakpoints in DR0 to DR3 match, and what DR6 says of a #DB. Conditions of the
 * instruction in progress are collected in {@link dev.pacifica.model.state.Cpu#pendingDebug}; the machine raises the trap when the
 * instruction is done.
 */
@NullMarked
package dev.pacifica.model.debug;

import org.jspecify.annotations.NullMarked;
