/**
 * SKINIT (APM2 15.27): the processor starts anew in a known state, and software of a block that no device can reach runs next, after a
 * TPM has been given what it is.
 */
@NullMarked
package dev.pacifica.model.skinit;

import org.jspecify.annotations.NullMarked;
