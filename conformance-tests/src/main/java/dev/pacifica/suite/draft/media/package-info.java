/** Drafts about x87, MMX and SSE: availability, state, moves, integer operations and ordered compares. */
@NullMarked
package dev.pacifica.suite.draft.media;

import org.jspecify.annotations.NullMarked;
