/**
 * Segmentation (APM2 chapter 4): limits and types of the segments in use, descriptors and the tables that hold them, and
 * loading a data segment register. {@link dev.pacifica.model.segment.SegmentedMemory} is memory as an instruction sees it.
 */
@NullMarked
package dev.pacifica.model.segment;

import org.jspecify.annotations.NullMarked;
