/**
 * A secure launch that people can watch: SKINIT on the reference model, a device that tries to change the loader, and a TPM that tells
 * whether it has. What happens is recorded as it happens; the timeline and the picture are made from the record.
 */
@NullMarked
package dev.pacifica.suite.demo;

import org.jspecify.annotations.NullMarked;
