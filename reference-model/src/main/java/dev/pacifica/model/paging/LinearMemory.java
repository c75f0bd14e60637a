package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.memory.Page;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.Rflags;

/**
 * Memory as seen through paging: reads and writes at linear addresses. An access that is not permitted throws the
 * processor's {@link Fault} with #PF, and then nothing has been read or written.
 */
public final class LinearMemory {
    private static final Access[] ACCESSES = Access.values();

    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final PageWalk walk;
    private final Tlb tlb = new Tlb();

    private int seenModeChanges = -1;
    private boolean paging;
    private long addressMask;

    @SuppressWarnings("NullAway.Init") // set at the first access, as for every change of mode
    private Translation translation;
    /** For each access the set of TLB rights (as bit numbers) with which it needs no walk. */
    private final int[] permittedRights = new int[ACCESSES.length];

    public LinearMemory(Cpu cpu, PhysicalMemory memory, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.freedom = freedom;
        this.walk = new PageWalk(memory, freedom);
    }

    /** The remembered translations. */
    public Tlb tlb() {
        return tlb;
    }

    /** Reads {@code size} bytes (1, 2, 4, 8), zero-extended. */
    public long read(long linear, int size, Access access) {
        if (((int) linear & Page.OFFSET_MASK) + size <= Page.SIZE) {
            return memory.read(translate(linear, access), size);
        }
        check(linear, size, access);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= memory.read(translate(linear + i, access), 1) << 8 * i;
        }
        return value;
    }

    /** Writes the low {@code size} bytes (1, 2, 4, 8) of the value. */
    public void write(long linear, int size, long value, Access access) {
        if (((int) linear & Page.OFFSET_MASK) + size <= Page.SIZE) {
            memory.write(translate(linear, access), size, value);
            return;
        }
        check(linear, size, access);
        for (int i = 0; i < size; i++) {
            memory.write(translate(linear + i, access), 1, value >>> 8 * i);
        }
    }

    /** Makes sure that an access to all of the range is permitted; lower page first (PG-42). */
    public void check(long linear, int size, Access access) {
        translate(linear, access);
        long last = linear + size - 1;
        for (long page = (linear | Page.OFFSET_MASK) + 1; page <= last && page > linear; page += Page.SIZE) {
            translate(page, access);
        }
    }

    /**
     * The system-physical address of a byte, after checking and recording the access.
     *
     * @throws Fault #PF
     */
    public long translate(long linear, Access access) {
        if (seenModeChanges != cpu.modeChanges()) {
            refresh();
        }
        linear &= addressMask;
        if (!paging) {
            return linear;
        }
        int entry = tlb.find(linear, translation.asid());
        if (entry >= 0 && (permittedRights[access.ordinal()] >>> tlb.rights(entry) & 1) != 0) {
            return tlb.spa(entry, linear);
        }
        return walk(linear, access); // PG-74: also when a remembered translation does not permit the access
    }

    private long walk(long linear, Access access) {
        boolean acMatters = translation.flags().smapImplicit() && !access.isUser();
        WalkResult result = walk.walk(acMatters ? withCurrentAc() : translation, linear, access);
        if (result instanceof WalkResult.PageFault fault) {
            throw cpu.pageFault(fault.errorCode(), linear); // PG-61
        }
        WalkResult.Mapped mapped = (WalkResult.Mapped) result;
        tlb.remember(linear, translation.asid(), mapped);
        return mapped.spa();
    }

    /** RFLAGS.AC exempts explicit supervisor accesses from SMAP (PG-36); it changes without a mode change. */
    private Translation withCurrentAc() {
        boolean exempt = freedom.decide(PG_36, cpu.isSet(Rflags.AC));
        return exempt
                ? new Translation(translation.root(), translation.format(), flags(false), translation.asid())
                : translation;
    }

    private void refresh() {
        seenModeChanges = cpu.modeChanges();
        paging = cpu.isPaging();
        boolean longMode = (cpu.efer & Efer.LMA) != 0;
        addressMask = longMode ? -1L : 0xFFFF_FFFFL; // PG-07
        translation = new Translation(cpu.cr3, format(longMode), flags((cpu.cr4 & Cr4.SMAP) != 0), cpu.asid);
        for (Access access : ACCESSES) {
            permittedRights[access.ordinal()] = permittedRights(access);
        }
    }

    private PagingFormat format(boolean longMode) {
        if (longMode) {
            return (cpu.cr4 & Cr4.LA57) != 0 ? PagingFormat.LONG_5 : PagingFormat.LONG_4;
        }
        return (cpu.cr4 & Cr4.PAE) != 0 ? PagingFormat.PAE : PagingFormat.LEGACY; // PG-01
    }

    private PagingFlags flags(boolean smap) {
        return new PagingFlags(
                (cpu.cr0 & Cr0.WP) != 0,
                (cpu.efer & Efer.NXE) != 0,
                (cpu.cr4 & Cr4.SMEP) != 0,
                smap,
                (cpu.cr4 & Cr4.SMAP) != 0,
                (cpu.cr4 & Cr4.PSE) != 0,
                (cpu.cr4 & Cr4.PGE) != 0,
                cpu.profile.has(Feature.PAGE_1GB),
                cpu.profile.physicalAddressBits());
    }

    private int permittedRights(Access access) {
        int permitted = 0;
        for (int rights = 0; rights <= Tlb.RIGHTS_MASK; rights++) {
            boolean dirtyEnough = !access.isWrite() || (rights & Tlb.DIRTY) != 0; // PG-51: a first write must walk
            if (dirtyEnough
                    && translation
                            .flags()
                            .permits(
                                    access,
                                    (rights & Tlb.USER) != 0,
                                    (rights & Tlb.WRITABLE) != 0,
                                    (rights & Tlb.NO_EXECUTE) != 0)) {
                permitted |= 1 << rights;
            }
        }
        return permitted;
    }
}
