/**
 * System-physical memory: RAM in pages of bytes, and windows of memory-mapped registers between them. Every write to RAM
 * of whatever origin passes one method, which drops what was derived from the page (decoded instructions). Nothing here
 * translates, checks or intercepts.
 */
@NullMarked
package dev.pacifica.model.memory;

import org.jspecify.annotations.NullMarked;
