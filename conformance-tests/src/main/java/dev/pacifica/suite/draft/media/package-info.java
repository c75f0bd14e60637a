/** Drafts about x87, MMX and SSE: availability, state, moves and the integer operations. */
@NullMarked
package dev.pacifica.suite.draft.media;

import org.jspecify.annotations.NullMarked;
