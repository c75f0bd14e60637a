/**
 * From linear to system-physical addresses (APM2 chapter 5). {@link dev.pacifica.model.paging.PageWalk} is the walk itself:
 * it returns what it found and never throws; {@link dev.pacifica.model.paging.Tlb} remembers translations by address space;
 * {@link dev.pacifica.model.paging.LinearMemory} puts both together, reads and writes, and raises #PF.
 */
@NullMarked
package dev.pacifica.model.paging;

import org.jspecify.annotations.NullMarked;
