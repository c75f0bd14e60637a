/** Drafts about events that VMRUN injects. */
@NullMarked
package dev.pacifica.suite.draft.injection;

import org.jspecify.annotations.NullMarked;
