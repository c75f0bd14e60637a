package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.StepLog;
import java.util.ArrayList;
import java.util.List;

/**
 * The walk through the page tables (APM2 5.2 to 5.6). It returns what it found and never throws; accessed and dirty bits
 * are set in memory as it goes.
 */
public final class PageWalk {
    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final StepLog log;
    private final List<PagingEntry.Visit> visits = new ArrayList<>();

    public PageWalk(PhysicalMemory memory, Freedom freedom) {
        this.memory = memory;
        this.freedom = freedom;
        this.log = freedom.log();
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
                    linear, access, translation.format(), translation.asid(), List.copyOf(visits), result));
        }
        return result;
    }

    private WalkResult follow(Translation translation, long linear, Access access) {
        PagingFormat format = translation.format();
        int code = PageFaultCode.of(access, translation);
        boolean user = true;
        boolean writable = true;
        boolean noExecute = false;
        long table = root(translation);
        for (int level = format.levels(); ; level--) {
            long at = table + (long) format.index(linear, level) * format.entrySize();
            long entry = memory.read(at, format.entrySize());
            visit(level, at, entry);
            if (freedom.decide(PG_21, (entry & PageEntry.P) == 0)) {
                return new WalkResult.PageFault(code); // PG-63: whatever the levels above permit
            }
            boolean leaf = PageEntry.isLeaf(translation, level, entry);
            if (freedom.decide(PG_20, (entry & PageEntry.reserved(translation, level, leaf)) != 0)) {
                return new WalkResult.PageFault(code | PageFaultCode.P | PageFaultCode.RSV); // PG-22
            }
            boolean hasRights = format != PagingFormat.PAE || level < 3; // PG-12, PG-30
            if (hasRights) {
                user &= (entry & PageEntry.US) != 0;
                writable &= (entry & PageEntry.RW) != 0;
                noExecute |= format != PagingFormat.LEGACY && (entry & PageEntry.NX) != 0;
            }
            if (leaf) {
                if (freedom.decide(PG_30, !translation.flags().permits(access, user, writable, noExecute))) {
                    return new WalkResult.PageFault(code | PageFaultCode.P);
                }
                return map(translation, linear, access, at, entry, level, user, writable, noExecute);
            }
            if (hasRights && (entry & PageEntry.A) == 0) {
                memory.write(at, format.entrySize(), entry | PageEntry.A); // PG-50
                mark(entry | PageEntry.A);
            }
            table = format == PagingFormat.LEGACY ? entry & 0xFFFF_F000L : entry & PageEntry.ADDRESS;
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
        long marks = access.isWrite() ? PageEntry.A | PageEntry.D : PageEntry.A; // PG-51, PG-55
        if (freedom.decide(PG_55, (entry & marks) != marks)) {
            memory.write(at, format.entrySize(), entry | marks);
            mark(entry | marks);
        }
        int shift = format.shift(level);
        long spa = PageEntry.pageAddress(format, level, entry) | linear & (1L << shift) - 1;
        boolean dirty = access.isWrite() || (entry & PageEntry.D) != 0;
        boolean global = translation.flags().pge() && (entry & PageEntry.G) != 0;
        return new WalkResult.Mapped(spa, shift, user, writable, noExecute, dirty, global);
    }

    private void visit(int level, long at, long entry) {
        if (log.isOn()) {
            visits.add(new PagingEntry.Visit(level, at, entry, entry));
        }
    }

    /** The entry visited last now reads {@code after}. */
    private void mark(long after) {
        if (log.isOn()) {
            int last = visits.size() - 1;
            visits.set(last, visits.get(last).marked(after));
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
