/**
 * What surrounds the processor: a serial port, the ports by which test programs talk to emulators, and the loader of
 * Multiboot images. Each device is small and knows nothing of the machine; it is connected to the ports of one.
 */
@NullMarked
package dev.pacifica.model.platform;

import org.jspecify.annotations.NullMarked;
