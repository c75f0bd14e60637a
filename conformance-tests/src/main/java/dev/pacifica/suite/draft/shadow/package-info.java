/** Shadow paging, as hypervisors do it without nested paging: a small but complete one, and guests for it. */
@NullMarked
package dev.pacifica.suite.draft.shadow;

import org.jspecify.annotations.NullMarked;
