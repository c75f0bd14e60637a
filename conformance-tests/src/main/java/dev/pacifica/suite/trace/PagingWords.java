package dev.pacifica.suite.trace;

import dev.pacifica.model.paging.PagingEntry;
import dev.pacifica.model.paging.PagingFormat;
import dev.pacifica.model.paging.WalkResult;
import dev.pacifica.model.paging.WalkStage;
import dev.pacifica.suite.explain.Meaning;

/** Table walks and forgotten translations in words. */
final class PagingWords {
    private static final String[] LEVELS = {"", "PTE", "PDE", "PDPE", "PML4E", "PML5E"};

    private PagingWords() {}

    static Happening of(PagingEntry entry) {
        if (entry instanceof PagingEntry.Walk walk) {
            return walk(walk);
        }
        if (entry instanceof PagingEntry.FlushedAsid flushed) {
            return new Words("flush")
                    .field("asid", flushed.asid())
                    .field("global", flushed.globalToo() ? "true" : "false")
                    .text("TLB: forgets ASID %d%s", flushed.asid(), flushed.globalToo() ? "" : " but for global pages");
        }
        if (entry instanceof PagingEntry.FlushedPcid flushed) {
            return new Words("flush")
                    .field("asid", flushed.asid())
                    .field("pcid", flushed.pcid())
                    .field("global", "false")
                    .text("TLB: forgets PCID %d of ASID %d but for global pages", flushed.pcid(), flushed.asid());
        }
        if (entry instanceof PagingEntry.Invalidated page) {
            return new Words("flush")
                    .field("asid", page.asid())
                    .field("linear", page.linear())
                    .text("TLB: forgets the page of 0x%x, ASID %d", page.linear(), page.asid());
        }
        return new Words("flush").text("TLB: forgets everything");
    }

    private static Happening walk(PagingEntry.Walk walk) {
        Words words = new Words(name(walk.stage()))
                .field("access", Words.of(walk.access()))
                .field("asid", walk.asid())
                .field("linear", walk.linear());
        StringBuilder way = new StringBuilder();
        for (PagingEntry.Visit visit : walk.visits()) {
            String level = LEVELS[visit.level()];
            words.field(level + ".at", visit.at()).field(level, visit.before());
            way.append("%s%s@0x%x=0x%x".formatted(way.isEmpty() ? "" : ", ", level, visit.at(), visit.before()));
            if (visit.after() != visit.before()) {
                words.field(level + ".after", visit.after());
                way.append(" set to 0x%x".formatted(visit.after()));
            }
        }
        String result;
        if (walk.result() instanceof WalkResult.PageFault fault) {
            words.field("errorCode", fault.errorCode());
            result = "#PF 0x%x (%s)".formatted(fault.errorCode(), Meaning.pageFaultCode(fault.errorCode()));
        } else if (walk.result() instanceof WalkResult.NestedFault fault) {
            words.field("gpa", fault.gpa()).field("information", fault.information());
            result = "nested page fault at 0x%x".formatted(fault.gpa());
        } else if (walk.result() instanceof WalkResult.LogFull) {
            result = "no slot left in the log of modified pages";
        } else {
            WalkResult.Mapped mapped = (WalkResult.Mapped) walk.result();
            words.field("physical", mapped.spa()).field("pageSize", 1L << mapped.pageShift());
            result = "0x%x (page of %s)".formatted(mapped.spa(), size(mapped.pageShift()));
        }
        return words.text(
                "%s: %s 0x%x, ASID %d, %s: %s -> %s",
                name(walk.stage()),
                Words.of(walk.access()),
                walk.linear(),
                walk.asid(),
                format(walk.format()),
                way,
                result);
    }

    private static String name(WalkStage stage) {
        return switch (stage) {
            case SINGLE -> "walk";
            case GUEST -> "guest walk";
            case NESTED -> "nested walk";
        };
    }

    private static String format(PagingFormat format) {
        return switch (format) {
            case LEGACY -> "32-bit tables";
            case PAE -> "PAE tables";
            case LONG_4 -> "4-level tables";
            case LONG_5 -> "5-level tables";
        };
    }

    private static String size(int shift) {
        return shift >= 30
                ? (1 << shift - 30) + " GB"
                : shift >= 20 ? (1 << shift - 20) + " MB" : (1 << shift - 10) + " KB";
    }
}
