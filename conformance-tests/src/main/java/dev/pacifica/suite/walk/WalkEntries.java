package dev.pacifica.suite.walk;

import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.PageFaultCode;
import dev.pacifica.model.paging.PagingEntry.Visit;
import dev.pacifica.model.paging.PagingEntry.Walk;
import dev.pacifica.model.paging.PagingFormat;
import dev.pacifica.model.paging.WalkResult;
import dev.pacifica.suite.walk.WalkPicture.Entry;
import java.util.ArrayList;
import java.util.List;

/** The entries that a walk read, with their bits named (APM2 5.3, 5.4) and what made it end. */
final class WalkEntries {
    /** Names of entries by level. */
    static final List<String> LEVELS = List.of("", "PTE", "PDE", "PDPE", "PML4E", "PML5E");

    private static final long RW = 1L << 1;
    private static final long US = 1L << 2;
    private static final long SIZE = 1L << 7;
    private static final long NX = 1L << 63;

    private final Walk walk;

    private WalkEntries(Walk walk) {
        this.walk = walk;
    }

    /** The entries of {@code walk}, from the root on. */
    static List<Entry> of(Walk walk) {
        WalkEntries entries = new WalkEntries(walk);
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < walk.visits().size(); i++) {
            all.add(entries.entry(walk.visits().get(i), i == walk.visits().size() - 1));
        }
        return all;
    }

    private Entry entry(Visit visit, boolean isLast) {
        boolean isLeaf = visit.level() == 1 || isLast && (visit.before() & SIZE) != 0 && mayBeLeaf(visit.level());
        return new Entry(
                LEVELS.get(visit.level()),
                "0x" + Long.toHexString(visit.at()),
                "0x" + Long.toHexString(visit.before()),
                bits(visit.before(), visit.level(), isLeaf),
                bits(visit.after() & ~visit.before(), visit.level(), isLeaf),
                denies(visit),
                isLast ? fault() : "");
    }

    /** Whether PS may be set in an entry of this level (PG-02). */
    private boolean mayBeLeaf(int level) {
        return level == 2 || level == 3 && walk.format() != PagingFormat.PAE;
    }

    private List<String> bits(long value, int level, boolean isLeaf) {
        boolean hasRights = hasRights(level);
        List<String> names = new ArrayList<>();
        name(names, value, 0, "P");
        name(names, value, 1, hasRights ? "RW" : "bit 1");
        name(names, value, 2, hasRights ? "US" : "bit 2");
        name(names, value, 3, "PWT");
        name(names, value, 4, "PCD");
        name(names, value, 5, hasRights ? "A" : "bit 5");
        name(names, value, 6, isLeaf ? "D" : "bit 6");
        name(names, value, 7, level == 1 ? "PAT" : mayBeLeaf(level) ? "PS" : "bit 7");
        name(names, value, 8, isLeaf ? "G" : "bit 8");
        if (walk.format() == PagingFormat.PAE) {
            for (int bit = 52; bit < 63; bit++) { // reserved, where long mode has them for software (PG-13, PG-19)
                name(names, value, bit, "bit " + bit);
            }
        }
        if (walk.format() != PagingFormat.LEGACY) {
            name(names, value, 63, "NX");
        }
        return names;
    }

    private static void name(List<String> names, long value, int bit, String name) {
        if ((value >>> bit & 1) != 0) {
            names.add(name);
        }
    }

    /** PDPEs of PAE have no rights (PG-12). */
    private boolean hasRights(int level) {
        return walk.format() != PagingFormat.PAE || level < 3;
    }

    /** What this entry has against the access, if the access was denied because of rights. */
    private String denies(Visit visit) {
        if (!isDenied() || !hasRights(visit.level())) {
            return "";
        }
        Access access = walk.access();
        if (access.isWrite() && (visit.before() & RW) == 0) {
            return "RW is 0";
        }
        if (access.isUser() && (visit.before() & US) == 0) {
            return "US is 0";
        }
        return access.isFetch() && walk.format() != PagingFormat.LEGACY && (visit.before() & NX) != 0 ? "NX is 1" : "";
    }

    private boolean isDenied() {
        return walk.result() instanceof WalkResult.PageFault fault
                && (fault.errorCode() & PageFaultCode.P) != 0
                && (fault.errorCode() & PageFaultCode.RSV) == 0;
    }

    private String fault() {
        if (!(walk.result() instanceof WalkResult.PageFault fault)) {
            return "";
        }
        if ((fault.errorCode() & PageFaultCode.P) == 0) {
            return "not present";
        }
        return (fault.errorCode() & PageFaultCode.RSV) != 0 ? "reserved bit set" : "access denied";
    }
}
