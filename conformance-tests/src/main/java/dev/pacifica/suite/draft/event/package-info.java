/** Drafts about exceptions: delivery, priority, double faults, interrupt shadows, alignment. */
@NullMarked
package dev.pacifica.suite.draft.event;

import org.jspecify.annotations.NullMarked;
