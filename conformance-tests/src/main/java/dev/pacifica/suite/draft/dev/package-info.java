/** Drafts about the Device Exclusion Vector: its registers, what it denies devices, what it remembers and what it reports. */
@NullMarked
package dev.pacifica.suite.draft.dev;

import org.jspecify.annotations.NullMarked;
