package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.rule.StepLog;
import java.util.ArrayList;
import java.util.List;

/**
 * The walk through the page tables (APM2 5.2 to 5.6). It returns what it found and never throws; accessed and dirty bits
 * are set in memory.
 */
public final class PageWalk {
    private static final int MOST_LEVELS = 5;

    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final StepLog log;
    private final boolean exploring;
    private final TableAddresses tables;
    private final FirstWrites firstWrites;
    private final WalkStage stage;
    private final List<PagingEntry.Visit> visits = new ArrayList<>();
    /** Where the walk in progress found the entry of each level, and what it read there. */
    private final long[] addresses = new long[MOST_LEVELS + 1];

    private final long[] entries = new long[MOST_LEVELS + 1];
    private boolean isShadowStack;

    public PageWalk(PhysicalMemory memory, Freedom freedom) {
        this(memory, freedom, TableAddresses.SYSTEM_PHYSICAL, FirstWrites.FREE, WalkStage.SINGLE);
    }

    /** A walk through tables that are reached in another way. */
    PageWalk(PhysicalMemory memory, Freedom freedom, TableAddresses tables, FirstWrites firstWrites, WalkStage stage) {
        this.memory = memory;
        this.freedom = freedom;
        this.log = freedom.log();
        this.exploring = freedom.choices().isExploring();
        this.tables = tables;
        this.firstWrites = firstWrites;
        this.stage = stage;
    }

    /**
     * Translates one address for one access.
     *
     * @param linear canonical in long mode, 32 bits otherwise
     */
    public WalkResult walk(Translation translation, long linear, Access access) {
        visits.clear();
        WalkResult result = follow(translation, linear, access);
        if (log.isOn()) {
            log.add(new PagingEntry.Walk(
                    stage, linear, access, translation.format(), translation.asid(), List.copyOf(visits), result));
        }
        return result;
    }

    /** The entries that the last walk read, if it was logged or is for exploration. */
    List<PagingEntry.Visit> visits() {
        return List.copyOf(visits);
    }

    private WalkResult follow(Translation translation, long linear, Access access) {
        PagingFormat format = translation.format();
        isShadowStack = false;
        boolean user = true;
        boolean writable = true;
        boolean noExecute = false;
        long table = root(translation);
        for (int level = format.levels(); ; level--) {
            long address = table + (long) format.index(linear, level) * format.entrySize();
            long at = tables.find(address);
            if (at == TableAddresses.NOT_MAPPED) {
                return nestedFault(format, level);
            }
            long entry = memory.read(at, format.entrySize());
            visit(level, at, format.entrySize(), entry);
            if (freedom.decide(PG_21, (entry & PageEntry.P) == 0)) {
                return fault(translation, access, level, 0); // PG-63: whatever the levels above permit
            }
            boolean leaf = PageEntry.isLeaf(translation, level, entry);
            if (freedom.decide(PG_20, (entry & PageEntry.reserved(translation, level, leaf)) != 0)) {
                return fault(translation, access, level, PageFaultCode.P | PageFaultCode.RSV); // PG-22
            }
            if (format.hasRights(level)) {
                user &= (entry & PageEntry.US) != 0;
                writable &= (entry & PageEntry.RW) != 0;
                noExecute |= format != PagingFormat.LEGACY && (entry & PageEntry.NX) != 0;
            }
            if (leaf) {
                if (freedom.decide(PG_30, !translation.flags().permits(access, user, writable, noExecute))) {
                    isShadowStack = isShadowStack(format, level, entry);
                    return fault(translation, access, level, PageFaultCode.P);
                }
                if (isFirstWrite(access, entry) && !firstWrites.admits(linear)) {
                    markBeforeFault(format, level);
                    return new WalkResult.LogFull();
                }
                markPassed(format, level);
                if (isMarked(access, entry) || tables.mayMark(address)) {
                    return map(translation, linear, access, at, entry, level, user, writable, noExecute);
                }
                return tables.fault();
            }
            if (format.hasRights(level) && (entry & PageEntry.A) == 0 && !tables.mayMark(address)) {
                return nestedFault(format, level);
            }
            table = format == PagingFormat.LEGACY ? entry & 0xFFFF_F000L : entry & PageEntry.ADDRESS;
        }
    }

    /** The walk ends at this level; the entries above it were in use, and may or may not be marked so (PG-52). */
    private WalkResult fault(Translation translation, Access access, int level, int cause) {
        markBeforeFault(translation.format(), level);
        // a nested fault is described by whoever asked for the walk
        int described = stage == WalkStage.NESTED
                ? access.isWrite() ? PageFaultCode.RW : 0
                : PageFaultCode.of(access, translation, freedom);
        return new WalkResult.PageFault(cause | described);
    }

    /** The walk ends because the entry of this level cannot be had; those above it are as after any fault. */
    private WalkResult nestedFault(PagingFormat format, int level) {
        markBeforeFault(format, level);
        return tables.fault();
    }

    private void markBeforeFault(PagingFormat format, int level) {
        boolean differs = false;
        for (int above = level + 1; above <= format.levels(); above++) {
            differs |= format.hasRights(above) && (entries[above] & PageEntry.A) == 0;
        }
        Rule rule = stage == WalkStage.NESTED ? NPT_37 : PG_52;
        if (differs
                && freedom.pick(rule, Scope.IMPLEMENTATION, "A is set as the walk goes", "A is set at its end") == 0) {
            markPassed(format, level);
        }
    }

    /** Whether the leaf has the marks that the access sets (PG-51, PG-55). */
    private static boolean isMarked(Access access, long entry) {
        long marks = marks(access);
        return (entry & marks) == marks;
    }

    private static boolean isFirstWrite(Access access, long leaf) {
        return access.isWrite() && (leaf & PageEntry.D) == 0;
    }

    private static long marks(Access access) {
        return access.isWrite() ? PageEntry.A | PageEntry.D : PageEntry.A;
    }

    /** After a fault that rights caused: whether the page is marked as one of a supervisor shadow stack (NPX-03). */
    boolean endsAtShadowStack() {
        return isShadowStack;
    }

    private boolean isShadowStack(PagingFormat format, int level, long leaf) {
        boolean isMarked = (leaf & PageEntry.NX) != 0 && (leaf & PageEntry.US) == 0;
        for (int above = level + 1; above <= format.levels(); above++) {
            isMarked &= !format.hasRights(above) || (entries[above] & PageEntry.RW) != 0;
        }
        return isMarked;
    }

    /** Sets A in the entries above a level (PG-50). */
    private void markPassed(PagingFormat format, int level) {
        for (int above = format.levels(); above > level; above--) {
            long marked = entries[above] | PageEntry.A;
            if (marked != entries[above] && format.hasRights(above)) {
                memory.write(addresses[above], format.entrySize(), marked);
                mark(above, marked);
            }
        }
    }

    private WalkResult.Mapped map(
            Translation translation,
            long linear,
            Access access,
            long at,
            long entry,
            int level,
            boolean user,
            boolean writable,
            boolean noExecute) {
        PagingFormat format = translation.format();
        if (freedom.decide(PG_55, !isMarked(access, entry))) {
            long marked = entry | marks(access);
            memory.write(at, format.entrySize(), marked);
            mark(level, marked);
        }
        int shift = format.shift(level);
        long spa = PageEntry.pageAddress(format, level, entry) | linear & (1L << shift) - 1;
        boolean dirty = access.isWrite() || (entry & PageEntry.D) != 0;
        boolean global = translation.flags().pge() && (entry & PageEntry.G) != 0;
        return new WalkResult.Mapped(spa, shift, user, writable, noExecute, dirty, global);
    }

    private void visit(int level, long at, int size, long entry) {
        addresses[level] = at;
        entries[level] = entry;
        if (log.isOn() || exploring) {
            visits.add(new PagingEntry.Visit(level, at, size, entry, entry));
        }
    }

    /** The entry of this level now reads {@code after}. */
    private void mark(int level, long after) {
        if (log.isOn() || exploring) {
            visits.replaceAll(visit -> visit.level() == level ? visit.marked(after) : visit);
        }
    }

    private static long root(Translation translation) {
        return switch (translation.format()) { // PG-04
            case LEGACY -> translation.root() & 0xFFFF_F000L;
            case PAE -> translation.root() & 0xFFFF_FFE0L;
            case LONG_4, LONG_5 -> translation.root() & PageEntry.ADDRESS;
        };
    }
}
