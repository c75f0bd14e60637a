/**
 * The manifest of the published files: what there is, with a SHA-256 of each file and a hash of each vector, so that a
 * changed byte has a name.
 */
@NullMarked
package dev.pacifica.suite.manifest;

import org.jspecify.annotations.NullMarked;
