package dev.pacifica.suite.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The exit codes and what comes with each: {@code exit-table.json}. */
public final class ExitTable {
    /** The first code without an intercept bit. */
    public static final int END_OF_INTERCEPTS = 0xC0;

    private static final ExitTable PUBLISHED = read();

    private final List<Row> rows;
    private final Map<Long, Row> byCode = new TreeMap<>();

    private ExitTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
        for (Row row : rows) {
            for (int n = 0; n < row.count; n++) {
                byCode.put(row.code + n, row);
            }
        }
    }

    /** What the nRIP field holds after an exit (EXIT-31, EXIT-32). */
    public enum NextRip {
        NEXT,
        ZERO,
        OPEN
    }

    /**
     * A code, or codes of one kind.
     *
     * @param code the first of them
     * @param count how many
     * @param name the manual's name; {@code n} in it stands for the number of a register
     * @param rule the rule that states the code
     * @param kind what kind of exit it is
     * @param event what exits
     * @param tested the rule that says when the intercept is tested
     * @param info1 what EXITINFO1 holds, or the rule that says so; nothing if it is undefined
     * @param info2 the same of EXITINFO2
     * @param isAssisted whether EXITINFO1 is defined with decode assists only
     */
    public record Row(
            long code,
            int count,
            String name,
            String rule,
            String kind,
            String event,
            Optional<String> tested,
            Optional<String> info1,
            Optional<String> info2,
            boolean isAssisted,
            NextRip nextRip) {
        /** The byte offset in the VMCB of the 32-bit vector that holds the intercept bit; only for codes below C0h. */
        public int vectorOffset() {
            return (int) code / 32 * 4;
        }

        /** The bit in that vector. */
        public int bit() {
            return (int) code % 32;
        }

        /** Whether there is an intercept bit (CODE-01). */
        public boolean hasIntercept() {
            return code >= 0 && code < END_OF_INTERCEPTS;
        }
    }

    /** The published table. */
    public static ExitTable published() {
        return PUBLISHED;
    }

    /** All rows, in ascending order, the negative codes last. */
    public List<Row> rows() {
        return rows;
    }

    /** The row of a code; nothing if it is not assigned (CODE-40). */
    public Optional<Row> row(long code) {
        return Optional.ofNullable(byCode.get(code));
    }

    private static ExitTable read() {
        FieldReader root = FieldReader.ofResource("exit-table.json");
        List<Row> rows = new ArrayList<>();
        for (JsonNode node : root.list("exitCodes")) {
            FieldReader row = root.in(node, "exitCodes");
            rows.add(new Row(
                    row.number("code"),
                    row.has("count") ? row.integer("count") : 1,
                    row.text("name"),
                    row.text("rule"),
                    row.text("kind"),
                    row.text("event"),
                    optional(row, "tested"),
                    optional(row, "info1"),
                    optional(row, "info2"),
                    row.has("assisted"),
                    NextRip.valueOf(row.text("nextRip").toUpperCase(Locale.ROOT))));
        }
        return new ExitTable(rows);
    }

    private static Optional<String> optional(FieldReader row, String name) {
        return row.has(name) ? Optional.of(row.text(name)) : Optional.empty();
    }
}
