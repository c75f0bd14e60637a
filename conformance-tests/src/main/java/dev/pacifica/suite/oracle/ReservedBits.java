package dev.pacifica.suite.oracle;

import dev.pacifica.suite.oracle.TableFormat.Level;
import java.util.ArrayList;
import java.util.List;

/** Which bits of a present entry must be zero, and the rule that says so (PG-10 to PG-19). */
final class ReservedBits {
    /** Format, entry, whether it maps a page: the rule, and the bits beside those that the processor's width and NXE decide. */
    private record Row(TableFormat format, String entry, boolean isPage, String rule, String bits) {}

    private static final List<Row> ROWS = List.of(
            new Row(TableFormat.LEGACY, "pde", false, "PG-10", ""),
            new Row(TableFormat.LEGACY, "pte", true, "PG-10", ""),
            new Row(TableFormat.LEGACY, "pde", true, "PG-11", "21"),
            new Row(TableFormat.PAE, "pdpe", false, "PG-12", "2:1 8:5 63:52"),
            new Row(TableFormat.PAE, "pde", false, "PG-13", "62:52"),
            new Row(TableFormat.PAE, "pde", true, "PG-13", "62:52 20:13"),
            new Row(TableFormat.PAE, "pte", true, "PG-13", "62:52"),
            new Row(TableFormat.LONG, "pml4e", false, "PG-14", "8:7"),
            new Row(TableFormat.LONG, "pdpe", false, "PG-15", ""),
            new Row(TableFormat.LONG, "pdpe", true, "PG-16", "29:13"),
            new Row(TableFormat.LONG, "pde", false, "PG-17", ""),
            new Row(TableFormat.LONG, "pde", true, "PG-18", "20:13"),
            new Row(TableFormat.LONG, "pte", true, "PG-19", ""));

    private ReservedBits() {}

    /** The rule about entries of this kind. */
    static String rule(TableFormat format, Level level, boolean isPage) {
        return row(format, level, isPage).rule;
    }

    /** Whether one is set. */
    static boolean areIn(long entry, TableFormat format, Level level, boolean isPage, PagingControls controls) {
        Row row = row(format, level, isPage);
        List<String> ranges = new ArrayList<>(List.of(row.bits.split(" ")));
        int width = controls.physicalAddressBits();
        if (format == TableFormat.LEGACY) {
            if (isPage && level.lowest() == 22 && width < 40) {
                ranges.add("20:" + (Math.max(width, 32) - 32 + 13));
            }
        } else {
            ranges.add("51:" + width);
            if (!controls.nxe()) {
                ranges.add("63");
            }
        }
        if (row.rule.equals("PG-15") && !controls.page1Gb()) {
            ranges.add("7"); // PG-16
        }
        return ranges.stream().anyMatch(range -> isAnySet(entry, range));
    }

    private static Row row(TableFormat format, Level level, boolean isPage) {
        return ROWS.stream()
                .filter(one -> one.format == format && one.entry.equals(level.entry()) && one.isPage == isPage)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isAnySet(long entry, String range) {
        if (range.isEmpty()) {
            return false;
        }
        String[] ends = range.split(":");
        int low = Integer.parseInt(ends[ends.length - 1]);
        for (int bit = Integer.parseInt(ends[0]); bit >= low; bit--) {
            if ((entry >>> bit & 1) == 1) {
                return true;
            }
        }
        return false;
    }
}
