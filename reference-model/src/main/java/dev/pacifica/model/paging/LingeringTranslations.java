package dev.pacifica.model.paging;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Under exploration, in place of the TLB: everything that nothing required the processor to forget. Where what is remembered is not what
 * a walk would find now, either may be used, each time anew (TLB-19); where both agree nothing is asked. Without a limit, since a TLB
 * may be of any size.
 */
final class LingeringTranslations {
    private static final long MARKS = PageEntry.A | PageEntry.D;

    private record PageOf(int space, long number) {}

    private record Kept(WalkedTables tables, WalkResult.Mapped mapped, List<PagingEntry.Visit> visits) {}

    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final Map<PageOf, Kept> kept = new HashMap<>();

    /** The page that is being executed: its instructions are fetched together, with one translation. */
    private PageOf executed = new PageOf(-1, 0);

    private int executedSince;

    LingeringTranslations(Cpu cpu, PhysicalMemory memory, Freedom freedom) {
        this.cpu = cpu;
        this.memory = memory;
        this.freedom = freedom;
    }

    private static PageOf page(long linear, int space) {
        return new PageOf(space, linear >>> 12);
    }

    void remember(
            WalkedTables tables, long linear, int space, WalkResult.Mapped mapped, List<PagingEntry.Visit> visits) {
        kept.put(page(linear, space), new Kept(tables, mapped, visits));
    }

    /**
     * Whether an access makes use of a remembered translation; otherwise it walks (PG-74: also when that does not permit it).
     *
     * @param now the guest's paging, which decides what is permitted
     * @param tables those that a walk would go through
     */
    boolean serves(Translation now, WalkedTables tables, long linear, int space, Access access) {
        PageOf page = page(linear, space);
        boolean isInUse = access.isFetch() && isBeingExecuted(page);
        Kept known = kept.get(page);
        if (known == null) {
            return false;
        }
        WalkResult.Mapped mapped = known.mapped;
        boolean isPermitted = now.flags().permits(access, mapped.user(), mapped.writable(), mapped.noExecute())
                && (!access.isWrite() || mapped.dirty()) // PG-51: a first write must walk
                && !(tables.isNested() && access.isFetch() && mapped.noExecute()); // whatever the guest's NXE (NPT-42)
        if (!isPermitted) {
            return false;
        }
        if (isInUse || isCurrent(known, tables)) {
            return true;
        }
        boolean walks =
                freedom.pick(TLB_19, Scope.OCCURRENCE, "the remembered translation is used", "the tables are walked")
                        == 1;
        if (walks) {
            kept.remove(page);
        }
        return !walks;
    }

    /** Notes that the page is executed, and says whether it was already. */
    private boolean isBeingExecuted(PageOf page) {
        boolean was = page.equals(executed) && executedSince == cpu.fetchChanges();
        executed = page;
        executedSince = cpu.fetchChanges();
        return was;
    }

    /** Whether a walk would read what was read then. Marks that came since change nothing for those who need none. */
    private boolean isCurrent(Kept known, WalkedTables tables) {
        if (!known.tables.areThoseOf(tables)) {
            return false;
        }
        for (PagingEntry.Visit visit : known.visits) {
            long entry = memory.read(visit.at(), visit.size());
            if ((entry & ~MARKS) != (visit.after() & ~MARKS) || (visit.after() & MARKS & ~entry) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The system-physical address of a byte of a page that is remembered. */
    long spa(long linear, int space) {
        Kept known = Objects.requireNonNull(kept.get(page(linear, space)));
        return known.mapped.spa() & ~0xFFFL | linear & 0xFFF;
    }

    /** As {@link Tlb} forgets spaces that are equal under a mask. */
    void forget(int space, int mask, boolean globalToo) {
        kept.entrySet()
                .removeIf(entry -> ((entry.getKey().space ^ space) & mask) == 0
                        && (globalToo || !entry.getValue().mapped.global()));
    }

    /** As {@link Tlb} forgets the page, of any size, that holds an address. */
    void invalidate(long linear, int space, int mask) {
        kept.entrySet().removeIf(entry -> {
            int parts = entry.getValue().mapped.pageShift() - 12;
            boolean holds = (entry.getKey().number ^ linear >>> 12) >>> parts == 0;
            return holds && ((entry.getKey().space ^ space) & mask) == 0;
        });
    }
}
