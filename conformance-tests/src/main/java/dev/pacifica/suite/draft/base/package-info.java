/** The base vectors: general-purpose instructions tried one by one in every mode. */
@NullMarked
package dev.pacifica.suite.draft.base;

import org.jspecify.annotations.NullMarked;
