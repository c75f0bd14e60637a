/** Drafts about segments, selectors and transfers of control. */
@NullMarked
package dev.pacifica.suite.draft.segment;

import org.jspecify.annotations.NullMarked;
