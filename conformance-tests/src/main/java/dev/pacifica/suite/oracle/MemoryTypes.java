package dev.pacifica.suite.oracle;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What memory types combine to (APM2 tables 15-19 and 15-20): a table with a row for each of the one kind and a column for each of the other.
 */
public final class MemoryTypes {
    /** Guest type, by rows, with that of the nested tables, by columns (NPT-64). */
    public static final MemoryTypes GUEST_AND_NESTED = new MemoryTypes("""
                 UC  UC- WC  WP  WT  WB
            UC   UC  UC  UC  UC  UC  UC
            UC-  UC  UC- WC  UC  UC  UC
            WC   WC  WC  WC  WC+ WC+ WC+
            WP   UC  UC  UC  WP  UC  WP
            WT   UC  UC  UC  UC  WT  WT
            WB   UC  UC  WC  WP  WT  WB
            """);
    /** What comes of that, by rows, with the type that the MTRRs give the system-physical address, by columns (NPT-65). */
    public static final MemoryTypes PAT_AND_MTRR = new MemoryTypes("""
                 UC  WC  WP  WT  WB
            UC   UC  CD  CD  CD  CD
            UC-  UC  WC  CD  CD  CD
            WC   WC  WC  WC  WC  WC
            WC+  WC  WC  WC+ WC+ WC+
            WP   UC  CD  WP  CD  WP
            WT   UC  CD  CD  WT  WT
            WB   UC  WC  WP  WT  WB
            """);

    private final List<MemoryType> columns;
    private final Map<MemoryType, List<MemoryType>> rows = new EnumMap<>(MemoryType.class);

    private MemoryTypes(String table) {
        List<String> lines = table.lines().toList();
        columns = types(lines.get(0));
        for (String line : lines.subList(1, lines.size())) {
            List<MemoryType> row = types(line);
            rows.put(row.get(0), row.subList(1, row.size()));
        }
    }

    private static List<MemoryType> types(String line) {
        return Stream.of(line.strip().split(" +")).map(MemoryType::of).toList();
    }

    /** The types of the columns, in their order. */
    public List<MemoryType> columns() {
        return columns;
    }

    /** The rows, in the order of {@link MemoryType}. */
    public Map<MemoryType, List<MemoryType>> rows() {
        return Collections.unmodifiableMap(rows);
    }

    /**
     * What a row and a column combine to.
     *
     * @throws IllegalArgumentException if there is no such row or column
     */
    public MemoryType of(MemoryType row, MemoryType column) {
        List<MemoryType> cells = rows.get(row);
        int at = columns.indexOf(column);
        if (cells == null || at < 0) {
            throw new IllegalArgumentException(
                    "%s with %s: the rows are %s, the columns %s".formatted(row, column, rows.keySet(), columns));
        }
        return cells.get(at);
    }

    /**
     * The type of an access under nested paging.
     *
     * @param isCachingDisabled CR0.CD of the guest or of the host (NPT-66)
     */
    public static MemoryType effective(
            MemoryType guest, MemoryType nested, MemoryType mtrr, boolean isCachingDisabled) {
        return isCachingDisabled ? MemoryType.CD : PAT_AND_MTRR.of(GUEST_AND_NESTED.of(guest, nested), mtrr);
    }
}
