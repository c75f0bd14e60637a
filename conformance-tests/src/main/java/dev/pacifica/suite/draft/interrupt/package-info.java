/** Drafts about what the platform signals to the processor: INTR, NMI, SMI and INIT, intercepted and taken, in guests and after them. */
@NullMarked
package dev.pacifica.suite.draft.interrupt;

import org.jspecify.annotations.NullMarked;
