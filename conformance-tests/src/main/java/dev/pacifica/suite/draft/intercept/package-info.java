/** Drafts about intercepts: what exits, in which order against exceptions, and what an exit reports. */
@NullMarked
package dev.pacifica.suite.draft.intercept;

import org.jspecify.annotations.NullMarked;
