package dev.pacifica.suite.walk;

import dev.pacifica.suite.explain.Wrap;
import dev.pacifica.suite.walk.WalkPicture.Column;
import dev.pacifica.suite.walk.WalkPicture.Entry;
import java.util.ArrayList;
import java.util.List;

/** A walk as a tree for a terminal: the levels of the guest's tables, and under each the nested levels that find its entry. */
public final class WalkTree {
    private final List<String> lines = new ArrayList<>();

    private WalkTree() {}

    /** The tree, in ASCII of at most {@link Wrap#WIDTH} columns. */
    public static List<String> lines(WalkPicture picture) {
        WalkTree tree = new WalkTree();
        tree.add(picture.faulted() ? "The walk that faults: " : "The longest walk: ", picture.what());
        picture.columns().forEach(tree::column);
        tree.add("  => ", picture.result());
        return tree.lines;
    }

    private void column(Column column) {
        if (column.own().isEmpty()) {
            String at = column.gpa().isEmpty() ? "" : " at gPA " + column.gpa();
            add("  +- ", "%-5s%s".formatted(column.name(), at));
        }
        for (Entry entry : column.own()) {
            add("  +- ", words(entry, column.gpa().isEmpty() ? "" : " at gPA " + column.gpa() + ", sPA"));
        }
        for (Entry entry : column.nested()) {
            add("  |    +- ", "nested " + words(entry, ""));
        }
        if (!column.reached().isEmpty()) {
            add(column.nested().isEmpty() ? "  |    " : "  |    +- ", "sPA " + column.reached());
        }
    }

    private static String words(Entry entry, String at) {
        StringBuilder words =
                new StringBuilder("%-5s%s %s = %s".formatted(entry.name(), at, entry.at(), entry.value()));
        words.append("  ").append(entry.bits().isEmpty() ? "-" : String.join(" ", entry.bits()));
        if (!entry.marks().isEmpty()) {
            words.append("; sets ").append(String.join(" ", entry.marks()));
        }
        if (!entry.denies().isEmpty()) {
            words.append("; ").append(entry.denies());
        }
        if (!entry.fault().isEmpty()) {
            words.append("  <== fault: ").append(entry.fault());
        }
        return words.toString();
    }

    private void add(String first, String text) {
        lines.addAll(Wrap.after(first, text));
    }
}
