package dev.pacifica.suite.walk;

import dev.pacifica.model.paging.PagingEntry.Walk;
import dev.pacifica.model.paging.WalkResult;
import dev.pacifica.model.svm.WorldSwitchEntry.Exit;
import dev.pacifica.suite.explain.Meaning;
import dev.pacifica.suite.walk.WalkPicture.Column;
import dev.pacifica.suite.walk.WalkPicture.Entry;
import dev.pacifica.suite.words.Spelled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a picture of a translation. */
final class WalkReader {
    private static final long PAGE_FAULT = 0x4E;

    private final Translation translation;
    private final List<Column> columns = new ArrayList<>();

    private WalkReader(Translation translation) {
        this.translation = translation;
    }

    static WalkPicture read(Translation translation) {
        WalkReader reader = new WalkReader(translation);
        if (translation.own().isPresent()) {
            reader.tables(translation.own().get());
        }
        reader.page();
        return new WalkPicture(reader.what(), reader.columns, reader.result(), translation.isFaulted());
    }

    private String what() {
        Walk first = translation.first();
        return "%s of %s 0x%x, %s"
                .formatted(
                        Spelled.words(first.access()),
                        translation.own().isPresent() ? "linear address" : "guest-physical address",
                        first.linear(),
                        translation.isOfGuest() ? "guest, ASID " + first.asid() : "host");
    }

    /** A column for each entry of the guest's that was read, and for the one that could not be. */
    private void tables(Walk own) {
        // With read-only guest page tables an entry can be asked for twice, to read and to mark it (NPX-21): the later
        // walk tells more.
        Map<Long, Walk> byGpa = new LinkedHashMap<>();
        translation.tables().forEach(walk -> byGpa.put(walk.linear(), walk));
        List<Walk> nested = List.copyOf(byGpa.values());
        List<Entry> entries = WalkEntries.of(own);
        int levels = own.format().levels();
        for (int i = 0; i < Math.max(nested.size(), entries.size()); i++) {
            boolean isNested = i < nested.size();
            columns.add(new Column(
                    WalkEntries.LEVELS.get(levels - i),
                    isNested ? hex(nested.get(i).linear()) : "",
                    isNested ? WalkEntries.of(nested.get(i)) : List.of(),
                    i < entries.size() ? List.of(entries.get(i)) : List.of(),
                    ""));
        }
    }

    private void page() {
        Walk last = translation.last();
        String reached = last.result() instanceof WalkResult.Mapped mapped ? hex(mapped.spa()) : "";
        if (translation.page().isPresent()) {
            columns.add(new Column("page", hex(last.linear()), WalkEntries.of(last), List.of(), reached));
        } else if (!reached.isEmpty()) {
            columns.add(new Column("page", "", List.of(), List.of(), reached));
        }
    }

    private String result() {
        Walk last = translation.last();
        if (last.result() instanceof WalkResult.Mapped mapped) {
            return "system-physical address " + hex(mapped.spa());
        }
        if (last.result() instanceof WalkResult.LogFull) {
            return "#VMEXIT(PML_FULL): no slot is left in the log of modified pages";
        }
        if (translation.exit().isPresent()) {
            Exit exit = translation.exit().get();
            return "#VMEXIT(%s): EXITINFO1 0x%x (%s), EXITINFO2 0x%x"
                    .formatted(
                            exit.exitCode() == PAGE_FAULT ? "#PF" : "NPF",
                            exit.info1(),
                            Meaning.exitInfo1(exit.exitCode(), exit.info1()),
                            exit.info2());
        }
        if (last.result() instanceof WalkResult.PageFault fault
                && translation.page().isEmpty()) {
            return "#PF: error code 0x%x (%s)".formatted(fault.errorCode(), Meaning.pageFaultCode(fault.errorCode()));
        }
        return "nested page fault";
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
