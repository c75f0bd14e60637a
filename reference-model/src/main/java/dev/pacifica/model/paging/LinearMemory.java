package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.memory.Page;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.Signal;
import dev.pacifica.model.state.VmCr;
import org.jspecify.annotations.Nullable;

/**
 * Memory as seen through paging: reads and writes at linear addresses. An access that is not permitted throws the
 * processor's {@link Fault} with #PF, and then nothing has been read or written.
 */
public final class LinearMemory {
    private static final Access[] ACCESSES = Access.values();
    private static final long A20 = 1L << 20;

    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final PageWalk walk;
    private final NestedWalk nestedWalk;
    private final ModificationLog modificationLog;
    private final Tlb tlb;
    /** What the processor may remember, under exploration; then the TLB by itself permits nothing and all comes to a walk. */
    private final @Nullable LingeringTranslations lingering;

    private int seenModeChanges = -1;
    /** Whether addresses have to be translated at all. */
    private boolean translates;
    /** Nested paging: what a guest takes for physical addresses is translated once more. */
    private boolean isNested;

    private NestedFaults nestedFaults = (information, gpa, fetch) -> {
        throw new IllegalStateException("nobody is there to take a nested page fault");
    };
    private long addressMask;
    /** Compatibility mode: what a segment gives is 32 bits, while tables in memory have 64-bit addresses (PG-07). */
    private boolean wraps;
    /** The ASID and PCID that remembered translations are tagged with. */
    private int space;

    @SuppressWarnings("NullAway.Init") // set at the first access, as for every change of mode
    private Translation translation;
    /** For each access the set of TLB rights (as bit numbers) with which it needs no walk. */
    private final int[] permittedRights = new int[ACCESSES.length];

    public LinearMemory(Cpu cpu, PhysicalMemory memory, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.freedom = freedom;
        this.walk = new PageWalk(memory, freedom);
        this.modificationLog = new ModificationLog(memory, freedom);
        this.nestedWalk = new NestedWalk(memory, freedom, modificationLog);
        this.tlb = new Tlb(cpu, freedom.log());
        this.lingering = freedom.choices().isExploring() ? new LingeringTranslations(cpu, memory, freedom) : null;
        tlb.keepIn(lingering);
    }

    /** The remembered translations. */
    public Tlb tlb() {
        return tlb;
    }

    /** The log of the pages that a guest modifies. */
    public ModificationLog modificationLog() {
        return modificationLog;
    }

    /** Who makes signals of nested page faults. */
    public void setNestedFaults(NestedFaults faults) {
        nestedFaults = faults;
    }

    /**
     * Turns nested paging on. To be called while the processor still holds the state of the host, whose paging mode is that of the nested
     * tables (NPT-13, NPT-14); {@link Cpu#updateMode} has to follow.
     *
     * @param asid that of the guest
     */
    public void nest(NestedControls controls, int asid) {
        refresh();
        nestedWalk.start(controls, translation, asid);
        isNested = true;
    }

    /** Turns nested paging off (NPT-11); {@link Cpu#updateMode} has to follow. */
    public void endNesting() {
        isNested = false;
    }

    /** Whether the guest runs with nested paging. */
    public boolean isNested() {
        return isNested;
    }

    /** The system-physical address of a guest-physical one, for a data access of the processor in the guest's name. */
    public long translateGuestPhysical(long gpa, Access access) {
        WalkResult result = nestedWalk.translate(gpa, access);
        if (result instanceof WalkResult.Mapped mapped) {
            return mapped.spa();
        }
        if (result instanceof WalkResult.LogFull) {
            throw modificationLog.full();
        }
        throw signal(nestedWalk.faultOf(result, gpa, access, NestedFaultCode.FINAL));
    }

    private Signal signal(WalkResult.NestedFault fault) {
        return nestedFaults.signal(fault.information(), fault.gpa(), fault.fetch());
    }

    /** Reads {@code size} bytes (1, 2, 4, 8), zero-extended. */
    public long read(long linear, int size, Access access) {
        if (((int) linear & Page.OFFSET_MASK) + size <= Page.SIZE) {
            return memory.read(translate(linear, access), size);
        }
        check(linear, size, access);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= memory.read(translate(following(linear, i), access), 1) << 8 * i;
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
            memory.write(translate(following(linear, i), access), 1, value >>> 8 * i);
        }
    }

    /** Makes sure that an access to all of the range, which may span several pages, is permitted. */
    public void check(long linear, int size, Access access) {
        int inFirstPage = Page.SIZE - ((int) linear & Page.OFFSET_MASK);
        try {
            translate(linear, access);
        } catch (Signal signal) { // #PF or a nested page fault
            if (inFirstPage < size && isUpperPageFirst()) {
                translate(following(linear, inFirstPage), access); // throws its own signal, or leaves this one as it is
            }
            throw signal;
        }
        for (int distance = inFirstPage; distance < size; distance += Page.SIZE) {
            translate(following(linear, distance), access);
        }
    }

    /** Which page is reported when both are at fault (PG-42). */
    private boolean isUpperPageFirst() {
        return freedom.pick(PG_42, Scope.IMPLEMENTATION, "lower page first", "upper page first") == 1;
    }

    /** The address {@code distance} bytes on; outside 64-bit mode 0 follows FFFFFFFFh (PG-07). */
    private long following(long linear, int distance) {
        long following = linear + distance;
        return wraps && linear >>> 32 == 0 ? following & 0xFFFF_FFFFL : following;
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
        if (!translates) {
            return linear;
        }
        int entry = tlb.find(linear, space);
        if (entry >= 0 && (permittedRights[access.ordinal()] >>> tlb.rights(entry) & 1) != 0) {
            return tlb.spa(entry, linear);
        }
        return walk(linear, access); // PG-74: also when a remembered translation does not permit the access
    }

    private long walk(long linear, Access access) {
        boolean acMatters = translation.flags().smapImplicit() && !access.isUser();
        Translation current = acMatters ? withCurrentAc() : translation;
        if (lingering != null && lingering.serves(current, walkedTables(), linear, space, access)) {
            return lingering.spa(linear, space);
        }
        WalkResult result = isNested
                ? nestedWalk.walk(current, cpu.isPaging(), linear, access)
                : walk.walk(current, linear, access);
        if (result instanceof WalkResult.PageFault fault) {
            throw cpu.pageFault(fault.errorCode(), linear, access.isFetch()); // PG-61
        }
        if (result instanceof WalkResult.NestedFault fault) {
            throw signal(fault);
        }
        if (result instanceof WalkResult.LogFull) {
            throw modificationLog.full();
        }
        WalkResult.Mapped mapped = (WalkResult.Mapped) result;
        if (cpu.a20Masked && isA20MaskedBehindPaging()) {
            mapped = mapped.at(mapped.spa() & ~A20);
        }
        tlb.remember(linear, space, mapped);
        if (lingering != null) {
            lingering.remember(walkedTables(), linear, space, mapped, isNested ? nestedWalk.visits() : walk.visits());
        }
        return mapped.spa();
    }

    /** The tables that a walk goes through now. */
    private WalkedTables walkedTables() {
        return new WalkedTables(
                cpu.isPaging() || !isNested ? translation : null, isNested ? nestedWalk.tables() : null);
    }

    /** RFLAGS.AC exempts explicit supervisor accesses from SMAP (PG-36); it changes without a mode change. */
    private Translation withCurrentAc() {
        boolean exempt = freedom.decide(PG_36, cpu.isSet(Rflags.AC));
        return exempt
                ? new Translation(
                        translation.root(), translation.format(), flags(false), translation.asid(), translation.pcid())
                : translation;
    }

    private void refresh() {
        seenModeChanges = cpu.modeChanges();
        translates = cpu.isPaging() || isNested;
        boolean longMode = (cpu.efer & Efer.LMA) != 0;
        addressMask = longMode ? -1L : isA20Masked() ? ~A20 & 0xFFFF_FFFFL : 0xFFFF_FFFFL; // PG-07
        wraps = longMode && !cpu.is64Bit();
        int pcid = (cpu.cr4 & Cr4.PCIDE) != 0 ? (int) cpu.cr3 & 0xFFF : 0; // PG-76
        space = Tlb.space(cpu.asid, pcid);
        translation = new Translation(cpu.cr3, format(longMode), flags((cpu.cr4 & Cr4.SMAP) != 0), cpu.asid, pcid);
        for (Access access : ACCESSES) {
            permittedRights[access.ordinal()] = lingering == null ? permittedRights(access) : 0;
        }
    }

    /** A20 masking is defined in real mode only, where without paging the linear address is the physical one (PG-95). */
    private boolean isA20Masked() {
        return cpu.a20Masked
                && !translates // PG-96, NPT-73
                && freedom.decide(PG_95, (cpu.vmCr & VmCr.DIS_A20M) == 0 && cpu.mode() == Mode.REAL);
    }

    /** Whether it also masks what paging gives is not stated of paged real mode (PRM-22). */
    private boolean isA20MaskedBehindPaging() {
        return (cpu.vmCr & VmCr.DIS_A20M) == 0
                && cpu.mode() == Mode.REAL
                && freedom.pick(PRM_22, Scope.IMPLEMENTATION, "bit 20 is as translated", "bit 20 is 0") == 1;
    }

    private PagingFormat format(boolean longMode) {
        if (longMode) {
            return (cpu.cr4 & Cr4.LA57) != 0 ? PagingFormat.LONG_5 : PagingFormat.LONG_4;
        }
        return (cpu.cr4 & Cr4.PAE) != 0 ? PagingFormat.PAE : PagingFormat.LEGACY; // PG-01
    }

    private PagingFlags flags(boolean smap) {
        boolean isPaging = cpu.isPaging(); // SMEP and SMAP are about the guest's own pages
        return new PagingFlags(
                (cpu.cr0 & Cr0.WP) != 0,
                (cpu.efer & Efer.NXE) != 0,
                isPaging && (cpu.cr4 & Cr4.SMEP) != 0,
                isPaging && smap,
                isPaging && (cpu.cr4 & Cr4.SMAP) != 0,
                (cpu.cr4 & Cr4.PSE) != 0,
                (cpu.cr4 & Cr4.PGE) != 0,
                cpu.profile.has(Feature.PAGE_1GB),
                cpu.profile.physicalAddressBits());
    }

    private int permittedRights(Access access) {
        int permitted = 0;
        for (int rights = 0; rights <= Tlb.RIGHTS_MASK; rights++) {
            boolean dirtyEnough = !access.isWrite() || (rights & Tlb.DIRTY) != 0; // PG-51: a first write must walk
            boolean isDenied = isNested && access.isFetch() && (rights & Tlb.NO_EXECUTE) != 0; // whatever NXE (NPT-42)
            if (dirtyEnough
                    && !isDenied
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
