/**
 * The boot image: a raw disk that is also a Multiboot kernel and carries the harness and packed vectors, so that any full-system
 * implementation can run them. The package builds the image and reads the frames that it sends back; it starts no emulator. The
 * harness itself is the assembly text beside these classes.
 */
@NullMarked
package dev.pacifica.suite.image;

import org.jspecify.annotations.NullMarked;
