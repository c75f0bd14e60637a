package dev.pacifica.suite.explain;

import java.util.ArrayList;
import java.util.List;

/** Breaks text for a terminal. Text is ASCII, since a terminal may show nothing else. */
public final class Wrap {
    /** The most columns of a line. */
    public static final int WIDTH = 120;

    private Wrap() {}

    /**
     * {@code text} behind {@code first}, broken at blanks; further lines start as far to the right. A word that is too long for a
     * line gets one of its own.
     */
    public static List<String> after(String first, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(first.length()));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
