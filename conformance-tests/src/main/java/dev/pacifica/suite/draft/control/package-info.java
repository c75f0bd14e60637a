/** Drafts about control registers, modes, model-specific registers and system instructions. */
@NullMarked
package dev.pacifica.suite.draft.control;

import org.jspecify.annotations.NullMarked;
