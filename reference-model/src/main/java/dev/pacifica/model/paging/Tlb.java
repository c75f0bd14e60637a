package dev.pacifica.model.paging;

import dev.pacifica.model.rule.StepLog;
import java.util.Arrays;

/**
 * Remembered translations, tagged with the address space they belong to (APM2 5.5, 15.16). Direct-mapped, 4 KBytes an
 * entry; a larger page takes an entry for each of its parts that was used, and remembers its size for INVLPG.
 */
public final class Tlb {
    private static final int ENTRIES = 2048;
    private static final int INDEX_MASK = ENTRIES - 1;
    private static final long PAGE_NUMBER_MASK = (1L << 45) - 1;

    static final int USER = 1 << 0;
    static final int WRITABLE = 1 << 1;
    static final int NO_EXECUTE = 1 << 2;
    static final int DIRTY = 1 << 3;
    static final int RIGHTS_MASK = 15;
    private static final int GLOBAL = 1 << 4;

    private final long[] keys = new long[ENTRIES];
    private final long[] frames = new long[ENTRIES];
    private final byte[] rights = new byte[ENTRIES];
    private final byte[] shifts = new byte[ENTRIES];
    private final StepLog log;
    private int invalidations;

    Tlb(StepLog log) {
        this.log = log;
    }

    private static int index(long linear) {
        return (int) (linear >>> 12) & INDEX_MASK;
    }

    /** Page number (45 bits), ASID (16 bits) and a valid bit. */
    private static long key(long linear, int asid) {
        return (linear >>> 12 & PAGE_NUMBER_MASK) << 17 | (long) asid << 1 | 1;
    }

    /** The index of the entry for this address, or -1. */
    int find(long linear, int asid) {
        int index = index(linear);
        return keys[index] == key(linear, asid) ? index : -1;
    }

    /** The rights of an entry: {@link #USER}, {@link #WRITABLE}, {@link #NO_EXECUTE}, {@link #DIRTY}. */
    int rights(int entry) {
        return rights[entry] & RIGHTS_MASK;
    }

    long spa(int entry, long linear) {
        return frames[entry] | linear & 0xFFF;
    }

    void remember(long linear, int asid, WalkResult.Mapped mapped) {
        int index = index(linear);
        keys[index] = key(linear, asid);
        frames[index] = mapped.spa() & ~0xFFFL;
        shifts[index] = (byte) mapped.pageShift();
        rights[index] = (byte) ((mapped.user() ? USER : 0)
                | (mapped.writable() ? WRITABLE : 0)
                | (mapped.noExecute() ? NO_EXECUTE : 0)
                | (mapped.dirty() ? DIRTY : 0)
                | (mapped.global() ? GLOBAL : 0));
    }

    /** Forgets everything, of all address spaces. */
    public void flushAll() {
        log.add(new PagingEntry.FlushedAll());
        invalidations++;
        Arrays.fill(keys, 0);
    }

    /** Forgets everything of one address space, global translations included. */
    public void flush(int asid) {
        flush(asid, true);
    }

    /** Forgets the translations of one address space that are not global (PG-70). */
    public void flushNonGlobal(int asid) {
        flush(asid, false);
    }

    private void flush(int asid, boolean globalToo) {
        log.add(new PagingEntry.FlushedAsid(asid, globalToo));
        invalidations++;
        for (int i = 0; i < ENTRIES; i++) {
            if ((keys[i] >>> 1 & 0xFFFF) == asid && (globalToo || (rights[i] & GLOBAL) == 0)) {
                keys[i] = 0;
            }
        }
    }

    /** Forgets the page that holds the address, whatever its size, global or not (PG-73). */
    public void invalidate(long linear, int asid) {
        log.add(new PagingEntry.Invalidated(linear, asid));
        invalidations++;
        for (int i = 0; i < ENTRIES; i++) {
            long key = keys[i];
            if (key != 0 && (key >>> 1 & 0xFFFF) == asid) {
                int drop = shifts[i] - 12;
                long pageNumber = key >>> 17;
                if (pageNumber >>> drop == (linear >>> 12 & PAGE_NUMBER_MASK) >>> drop) {
                    keys[i] = 0;
                }
            }
        }
    }

    /** How often something was forgotten: whoever keeps a translation by itself compares this. */
    public int invalidations() {
        return invalidations;
    }
}
