/** Drafts about native paging: walks, rights, marks, remembered translations. */
@NullMarked
package dev.pacifica.suite.draft.paging;

import org.jspecify.annotations.NullMarked;
