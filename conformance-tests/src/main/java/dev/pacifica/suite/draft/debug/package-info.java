/** Drafts about breakpoints, single-stepping and the debug registers. */
@NullMarked
package dev.pacifica.suite.draft.debug;

import org.jspecify.annotations.NullMarked;
