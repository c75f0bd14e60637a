package dev.pacifica.model.paging;

import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.state.Cpu;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembered translations, tagged with the address space that they belong to: an ASID and a PCID in it (APM2 5.5, 15.16).
 * Direct-mapped, 4 KBytes an entry; a larger page takes an entry for each of its parts that was used, and remembers its size
 * for INVLPG. A global page is remembered for each PCID that used it.
 */
public final class Tlb {
    private static final int INDEX_BITS = 11;
    private static final int ENTRIES = 1 << INDEX_BITS;
    private static final int INDEX_MASK = ENTRIES - 1;
    private static final int PAGE_NUMBER_BITS = 45;
    private static final int PCID_BITS = 12;
    /** Of a key: the address space, 16 and 12 bits, above the valid bit. */
    private static final int SPACE_BITS = 28;

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
    private final Cpu cpu;
    private final StepLog log;
    private @Nullable LingeringTranslations lingering;

    Tlb(Cpu cpu, StepLog log) {
        this.cpu = cpu;
        this.log = log;
    }

    /** Whatever is forgotten is forgotten there too. */
    void keepIn(@Nullable LingeringTranslations translations) {
        lingering = translations;
    }

    private static int index(long linear) {
        return (int) (linear >>> 12) & INDEX_MASK;
    }

    /** The page number (without the bits that the index gives), the address space and a valid bit. */
    private static long key(long linear, int space) {
        return linear >>> 12 + INDEX_BITS << 1 + SPACE_BITS | (long) space << 1 | 1;
    }

    /** An address space as entries are tagged with it. */
    static int space(int asid, int pcid) {
        return (asid & 0xFFFF) << PCID_BITS | pcid;
    }

    private static int space(long key) {
        return (int) (key >>> 1) & (1 << SPACE_BITS) - 1;
    }

    /** The index of the entry for this address, or -1. */
    int find(long linear, int space) {
        int index = index(linear);
        return keys[index] == key(linear, space) ? index : -1;
    }

    /** The rights of an entry: {@link #USER}, {@link #WRITABLE}, {@link #NO_EXECUTE}, {@link #DIRTY}. */
    int rights(int entry) {
        return rights[entry] & RIGHTS_MASK;
    }

    long spa(int entry, long linear) {
        return frames[entry] | linear & 0xFFF;
    }

    void remember(long linear, int space, WalkResult.Mapped mapped) {
        int index = index(linear);
        keys[index] = key(linear, space);
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
        cpu.translationsDropped();
        Arrays.fill(keys, 0);
        if (lingering != null) {
            lingering.forget(0, 0, true);
        }
    }

    /** Forgets everything of one ASID, global translations included. */
    public void flush(int asid) {
        log.add(new PagingEntry.FlushedAsid(asid, true));
        forget(space(asid, 0), -1 << PCID_BITS, true);
    }

    /** Forgets the translations of one ASID that are not global (PG-70, without CR4.PCIDE). */
    public void flushNonGlobal(int asid) {
        log.add(new PagingEntry.FlushedAsid(asid, false));
        forget(space(asid, 0), -1 << PCID_BITS, false);
    }

    /** Forgets the translations of one PCID that are not global (PG-70, PG-76). */
    public void flushNonGlobal(int asid, int pcid) {
        log.add(new PagingEntry.FlushedPcid(asid, pcid));
        forget(space(asid, pcid), -1, false);
    }

    private void forget(int space, int mask, boolean globalToo) {
        cpu.translationsDropped();
        for (int i = 0; i < ENTRIES; i++) {
            if ((space(keys[i]) & mask) == space && (globalToo || (rights[i] & GLOBAL) == 0)) {
                keys[i] = 0;
            }
        }
        if (lingering != null) {
            lingering.forget(space, mask, globalToo);
        }
    }

    /** Forgets the page that holds the address, whatever its size and PCID, global or not (PG-73, TLB-26). */
    public void invalidate(long linear, int asid) {
        invalidate(linear, asid, space(asid, 0), -1 << PCID_BITS);
    }

    /** Forgets the page that holds the address for one PCID, global or not: global ones need not, but may go (APM3 INVPCID). */
    public void invalidate(long linear, int asid, int pcid) {
        invalidate(linear, asid, space(asid, pcid), -1);
    }

    private void invalidate(long linear, int asid, int space, int mask) {
        log.add(new PagingEntry.Invalidated(linear, asid));
        cpu.translationsDropped();
        for (int i = 0; i < ENTRIES; i++) {
            if (keys[i] != 0 && ((space(keys[i]) ^ space) & mask) == 0 && holds(i, linear)) {
                keys[i] = 0;
            }
        }
        if (lingering != null) {
            lingering.invalidate(linear, space, mask);
        }
    }

    /** Whether the page that an entry is of, or is a part of, holds the address. */
    private boolean holds(int entry, long linear) {
        long pageNumber = keys[entry] >>> 1 + SPACE_BITS << INDEX_BITS | entry;
        long difference = (pageNumber ^ linear >>> 12) & (1L << PAGE_NUMBER_BITS) - 1;
        return difference >>> shifts[entry] - 12 == 0;
    }
}
