package dev.pacifica.model.paging;

import dev.pacifica.model.rule.StepLog;
import java.util.List;

/** What paging writes into the log: walks and what is forgotten. A translation that was remembered is not logged. */
public sealed interface PagingEntry extends StepLog.Entry {
    /**
     * A walk through the tables.
     *
     * @param stage which walk, if a guest has two
     * @param linear linear address; a guest-physical one in the nested tables
     * @param access for what
     * @param format of the tables
     * @param asid address space of the translation
     * @param visits the entries read, from the root on
     * @param result what it found
     */
    record Walk(
            WalkStage stage,
            long linear,
            Access access,
            PagingFormat format,
            int asid,
            List<Visit> visits,
            WalkResult result)
            implements PagingEntry {}

    /**
     * One table entry.
     *
     * @param level 1 for a PTE
     * @param at its system-physical address
     * @param size in bytes: 4 or 8
     * @param before as it was read
     * @param after with the accessed and dirty bits that the walk set
     */
    record Visit(int level, long at, int size, long before, long after) {
        Visit marked(long now) {
            return new Visit(level, at, size, before, now);
        }
    }

    /** All remembered translations were forgotten. */
    record FlushedAll() implements PagingEntry {}

    /**
     * Those of an address space were forgotten.
     *
     * @param asid the address space
     * @param globalToo global ones as well
     */
    record FlushedAsid(int asid, boolean globalToo) implements PagingEntry {}

    /**
     * Those of a PCID that are not global were forgotten.
     *
     * @param asid the ASID
     * @param pcid the PCID
     */
    record FlushedPcid(int asid, int pcid) implements PagingEntry {}

    /**
     * That of one page was forgotten.
     *
     * @param linear an address in the page
     * @param asid the address space
     */
    record Invalidated(long linear, int asid) implements PagingEntry {}
}
