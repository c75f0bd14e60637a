/** Drafts about task switches, the I/O map and virtual-8086 mode. */
@NullMarked
package dev.pacifica.suite.draft.task;

import org.jspecify.annotations.NullMarked;
