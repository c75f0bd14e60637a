package dev.pacifica.suite.oracle;

import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.PageTranslation.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * What comes of one access of a guest with nested paging: a plain walk of the guest's tables, in which each entry is found by a plain walk
 * of the nested tables, and then one more of those (NPT-21 to NPT-37).
 *
 * @param end how it ends
 * @param physical the system-physical address, if it is mapped
 * @param code the error code of the page fault, or EXITINFO1 of the nested page fault
 * @param gpa the address that is not translated, if that is a nested page fault
 * @param isFetchBitFree whether bit 4 of the code is left open (PG-60, PG-65, NPT-55)
 * @param rules those that make it a fault
 * @param marks all entries used, by their system-physical addresses
 */
public record NestedTranslation(
        End end,
        long physical,
        long code,
        long gpa,
        boolean isFetchBitFree,
        List<String> rules,
        SortedMap<Long, Mark> marks) {
    /** How an access ends. */
    public enum End {
        MAPPED,
        PAGE_FAULT,
        NESTED_FAULT
    }

    /**
     * Tables and what governs their use.
     *
     * @param root CR3 or N_CR3
     */
    public record Tables(TableFormat format, long root, PagingControls controls) {
        private PageTranslation translate(PageAccess access, long address, LongUnaryOperator entries) {
            return PageTranslation.of(format, root, controls, access, address, entries);
        }
    }

    /**
     * An entry that was used.
     *
     * @param isNested whether of the nested tables
     * @param size its size in bytes
     * @param before as it was
     * @param after as it must be afterwards
     * @param isFree whether A may be set as well, or not (PG-52, NPT-37)
     */
    public record Mark(boolean isNested, int size, long before, long after, boolean isFree) {
        private Mark merged(Mark other) {
            return new Mark(isNested, size, before, after | other.after, isFree && other.isFree);
        }
    }

    private static final long FINAL = 1L << 32;
    private static final long TABLE = 1L << 33;

    /** A nested walk for an entry of the guest's tables has faulted. */
    private static final class Missing extends RuntimeException {
        Missing() {
            super(null, null, false, false);
        }
    }

    /** The walks of one access. */
    private static final class Walks {
        private final Tables nested;
        private final LongUnaryOperator memory;
        private final SortedMap<Long, Mark> marks = new TreeMap<>();
        /** The walks for the guest's entries, by the entries' guest-physical addresses. */
        private final Map<Long, PageTranslation> found = new HashMap<>();

        private Optional<NestedTranslation> missing = Optional.empty();

        Walks(Tables nested, LongUnaryOperator memory) {
            this.nested = nested;
            this.memory = memory;
        }

        /** NPT-23: by a user, whoever the guest is. */
        PageTranslation nested(long gpa, Kind kind) {
            PageTranslation walk = nested.translate(new PageAccess(kind, true, false), gpa, memory);
            mark(walk, true, nested.format().entrySize(), Map.of());
            return walk;
        }

        /** NPT-24: an entry of the guest's tables, found as if to be written. */
        long entry(long gpa) {
            PageTranslation walk = nested(gpa, Kind.WRITE);
            if (walk.errorCode().isPresent()) {
                missing = Optional.of(fault(walk, gpa, TABLE, "NPT-24"));
                throw new Missing();
            }
            found.put(gpa, walk);
            return memory.applyAsLong(walk.physical());
        }

        void mark(PageTranslation walk, boolean isNested, int size, Map<Long, PageTranslation> places) {
            List<Step> steps = walk.steps();
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                boolean isFree = walk.errorCode().isPresent() && i < steps.size() - 1;
                long at = places.containsKey(step.at()) ? places.get(step.at()).physical() : step.at();
                marks.merge(at, new Mark(isNested, size, step.before(), step.after(), isFree), Mark::merged);
            }
        }

        NestedTranslation fault(PageTranslation walk, long gpa, long where, String rule) {
            List<String> rules = new ArrayList<>(List.of(rule));
            rules.addAll(walk.rules());
            long code = where | walk.errorCode().getAsInt();
            return new NestedTranslation(
                    End.NESTED_FAULT, 0, code, gpa, walk.isFetchBitFree(), rules, new TreeMap<>(marks));
        }
    }

    public NestedTranslation {
        rules = List.copyOf(rules);
    }

    /**
     * Translates.
     *
     * @param guest the guest's tables; nothing without paging, where its linear addresses are guest-physical (NPT-28)
     * @param nested the nested tables, governed by the host (NPT-13)
     * @param memory gives the table entry at a system-physical address
     */
    public static NestedTranslation of(
            Optional<Tables> guest, Tables nested, PageAccess access, long linear, LongUnaryOperator memory) {
        Walks walks = new Walks(nested, memory);
        long gpa = linear;
        if (guest.isPresent()) {
            int size = guest.get().format().entrySize();
            PageTranslation walk;
            try {
                walk = guest.get().translate(access, linear, walks::entry);
            } catch (Missing signal) {
                return walks.missing.orElseThrow();
            }
            walks.mark(walk, false, size, walks.found);
            if (walk.errorCode().isPresent()) {
                return new NestedTranslation(
                        End.PAGE_FAULT,
                        0,
                        walk.errorCode().getAsInt(),
                        0,
                        walk.isFetchBitFree(),
                        walk.rules(),
                        walks.marks);
            }
            gpa = walk.physical();
        }
        PageTranslation last = walks.nested(gpa, access.kind());
        return last.errorCode().isPresent()
                ? walks.fault(last, gpa, FINAL, "NPT-26")
                : new NestedTranslation(End.MAPPED, last.physical(), 0, 0, false, List.of(), walks.marks);
    }
}
