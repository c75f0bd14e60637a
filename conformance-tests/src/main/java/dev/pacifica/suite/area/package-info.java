/** The areas: which drafts are published in which file, and which are held back. */
@NullMarked
package dev.pacifica.suite.area;

import org.jspecify.annotations.NullMarked;
