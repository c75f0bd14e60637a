/** Experiments on nested paging. */
@NullMarked
package dev.pacifica.suite.draft.nested;

import org.jspecify.annotations.NullMarked;
