package dev.pacifica.suite.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of faults in {@code docs/seeded-faults.md}, by the areas of their rules. */
final class FaultPage {
    /** The line behind which the table begins. */
    static final String START = "## The faults";

    private FaultPage() {}

    static List<String> table(List<SeededFault> faults) {
        Map<String, List<String>> rows = new TreeMap<>();
        for (SeededFault fault : faults) {
            rows.computeIfAbsent(fault.area(), area -> new ArrayList<>())
                    .add("| `%s` | %s | %s | %s | `%s` |"
                            .formatted(fault.id(), fault.rule(), fault.kind().words(), fault.title(), fault.file()));
        }
        List<String> lines = new ArrayList<>();
        lines.add("%d faults in %d areas.".formatted(faults.size(), rows.size()));
        lines.add("");
        lines.add("| fault | rule | kind | what the model does then | edited |");
        lines.add("|---|---|---|---|---|");
        rows.values().forEach(lines::addAll);
        return lines;
    }
}
