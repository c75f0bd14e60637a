package dev.pacifica.model.paging;

/**
 * Where a walk starts and what governs it.
 *
 * @param root CR3 as it is; the walk takes the bits that the format uses (PG-04)
 * @param format the format of the tables
 * @param flags the control bits
 * @param asid the ASID that remembered translations belong to
 * @param pcid the PCID that they belong to, 0 without CR4.PCIDE (PG-76)
 */
public record Translation(long root, PagingFormat format, PagingFlags flags, int asid, int pcid) {}
