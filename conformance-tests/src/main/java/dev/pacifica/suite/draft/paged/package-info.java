/** Guests in paged real mode: CR0.PE clear, CR0.PG set (APM2 15.19). */
@NullMarked
package dev.pacifica.suite.draft.paged;

import org.jspecify.annotations.NullMarked;
