/** Drafts about enabling SVM, VMRUN and the checks it makes. */
@NullMarked
package dev.pacifica.suite.draft.entry;

import org.jspecify.annotations.NullMarked;
