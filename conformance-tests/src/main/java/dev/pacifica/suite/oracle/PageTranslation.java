package dev.pacifica.suite.oracle;

import dev.pacifica.suite.oracle.PageAccess.Kind;
import dev.pacifica.suite.oracle.TableFormat.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongUnaryOperator;

/**
 * What comes of one access through page tables (PG-20 to PG-65).
 *
 * @param steps the entries used, from the root on; the last is where it ends, well or in a fault
 * @param errorCode that of the page fault, nothing if there is none; without bit 4 if that is free
 * @param isFetchBitFree whether bit 4 of the error code is left open (PG-60, PG-65)
 * @param rules those that make it a fault, the first of them decisive; none if there is no fault
 * @param physical the physical address, if there is no fault
 */
public record PageTranslation(
        List<Step> steps, OptionalInt errorCode, boolean isFetchBitFree, List<String> rules, long physical) {
    private static final long PRESENT = 1;
    private static final long WRITABLE = 1 << 1;
    private static final long USER = 1 << 2;
    private static final long ACCESSED = 1 << 5;
    private static final long DIRTY = 1 << 6;
    private static final long SIZE = 1 << 7;
    private static final int RESERVED = 1 << 3;
    private static final int FETCH = 1 << 4;

    /**
     * An entry that was used.
     *
     * @param level its level
     * @param at its address
     * @param before as it was
     * @param after as it must be afterwards; after a fault, entries other than the last may have A set as well (PG-52)
     */
    public record Step(Level level, long at, long before, long after) {}

    public PageTranslation {
        steps = List.copyOf(steps);
        rules = List.copyOf(rules);
    }

    /**
     * Translates.
     *
     * @param entries gives the table entry at a physical address
     */
    public static PageTranslation of(
            TableFormat format,
            long cr3,
            PagingControls controls,
            PageAccess access,
            long linear,
            LongUnaryOperator entries) {
        List<Step> steps = new ArrayList<>();
        long table = format.root(cr3);
        for (Level level : format.levels()) {
            long at = table + (long) level.index(linear) * format.entrySize();
            long entry = entries.applyAsLong(at);
            steps.add(new Step(level, at, entry, entry));
            if ((entry & PRESENT) == 0) {
                return fault(steps, 0, List.of("PG-63"), format, controls, access);
            }
            boolean isPage = isPage(format, level, entry, controls);
            if (ReservedBits.areIn(entry, format, level, isPage, controls)) {
                String rule = ReservedBits.rule(format, level, isPage);
                return fault(steps, (int) PRESENT | RESERVED, List.of(rule, "PG-22"), format, controls, access);
            }
            if (isPage) {
                List<String> denying = denying(format, steps, controls, access);
                return denying.isEmpty()
                        ? success(format, steps, access, linear)
                        : fault(steps, (int) PRESENT, denying, format, controls, access);
            }
            table = entry & (format == TableFormat.LEGACY ? 0xFFFF_F000L : 0xF_FFFF_FFFF_F000L);
        }
        throw new IllegalStateException("the last level always maps a page");
    }

    /** PG-02. */
    private static boolean isPage(TableFormat format, Level level, long entry, PagingControls controls) {
        if (level.lowest() == 12) {
            return true;
        }
        boolean mayBe = switch (format) {
            case LEGACY -> controls.pse();
            case PAE -> level.lowest() == 21;
            case LONG -> level.lowest() == 21 || level.lowest() == 30 && controls.page1Gb();
        };
        return mayBe && (entry & SIZE) != 0;
    }

    /** The rules that deny the access although all entries are there and legal. */
    private static List<String> denying(
            TableFormat format, List<Step> steps, PagingControls controls, PageAccess access) {
        List<Step> withRights =
                steps.stream().filter(step -> format.hasRights(step.level)).toList(); // PG-30
        boolean isUserPage = withRights.stream().allMatch(step -> (step.before & USER) != 0);
        boolean isWritable = withRights.stream().allMatch(step -> (step.before & WRITABLE) != 0);
        boolean isExecutable = format == TableFormat.LEGACY
                || withRights.stream().noneMatch(step -> step.before < 0 && controls.nxe());
        boolean isFetch = access.kind() == Kind.FETCH;
        boolean isWrite = access.kind() == Kind.WRITE;
        List<String> rules = new ArrayList<>();
        if (access.isUser() && (!isUserPage || isWrite && !isWritable)) {
            rules.add("PG-32");
        }
        if (!access.isUser() && isWrite && !isWritable && controls.wp()) {
            rules.add("PG-33");
        }
        if (isFetch && !isExecutable) {
            rules.add("PG-34");
        }
        if (isFetch && !access.isUser() && isUserPage && controls.smep()) {
            rules.add("PG-35");
        }
        if (!isFetch && !access.isUser() && isUserPage && controls.smap() && (access.isImplicit() || !controls.ac())) {
            rules.add("PG-36");
        }
        return rules;
    }

    private static PageTranslation success(TableFormat format, List<Step> steps, PageAccess access, long linear) {
        List<Step> marked = new ArrayList<>();
        for (Step step : steps) {
            boolean isLast = marked.size() == steps.size() - 1;
            long dirty = isLast && access.kind() == Kind.WRITE ? DIRTY : 0; // PG-51
            long accessed = format.hasRights(step.level) ? ACCESSED : 0; // PG-50, PG-55
            marked.add(new Step(step.level, step.at, step.before, step.before | accessed | dirty));
        }
        Step last = steps.get(steps.size() - 1);
        long offset = linear % last.level.pageSize();
        return new PageTranslation(marked, OptionalInt.empty(), false, List.of(), frame(format, last) + offset);
    }

    private static long frame(TableFormat format, Step last) {
        long size = last.level.pageSize();
        if (format == TableFormat.LEGACY) {
            long high = last.level.lowest() == 22 ? (last.before >>> 13 & 0xFF) << 32 : 0; // PG-11
            return high + (last.before & 0xFFFF_FFFFL) / size * size;
        }
        return (last.before & 0xF_FFFF_FFFF_F000L) / size * size;
    }

    private static PageTranslation fault(
            List<Step> steps,
            int cause,
            List<String> rules,
            TableFormat format,
            PagingControls controls,
            PageAccess access) {
        boolean isFetch = access.kind() == Kind.FETCH;
        boolean isDefined = controls.nxe() && format != TableFormat.LEGACY;
        int code = cause | access.errorCode() | (isFetch && isDefined ? FETCH : 0);
        return new PageTranslation(steps, OptionalInt.of(code), isFetch && !isDefined, rules, 0);
    }
}
