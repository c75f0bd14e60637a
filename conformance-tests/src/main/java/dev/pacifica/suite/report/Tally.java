package dev.pacifica.suite.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many vectors came out in which way. */
record Tally(Map<Mark, Integer> counts) {
    static final Tally NONE = new Tally(Map.of());

    static Tally one(Mark mark) {
        return new Tally(Map.of(mark, 1));
    }

    Tally plus(Tally other) {
        Map<Mark, Integer> sum = new EnumMap<>(Mark.class);
        sum.putAll(counts);
        other.counts.forEach((mark, count) -> sum.merge(mark, count, Integer::sum));
        return new Tally(sum);
    }

    int count(Mark mark) {
        return counts.getOrDefault(mark, 0);
    }

    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The marks that occur, the most alarming first. */
    List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        for (Mark mark : Mark.values()) {
            if (count(mark) > 0) {
                marks.add(mark);
            }
        }
        return marks;
    }
}
