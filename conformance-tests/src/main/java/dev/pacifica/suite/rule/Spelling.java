package dev.pacifica.suite.rule;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a person may have meant. */
final class Spelling {
    private static final int SUGGESTIONS = 3;

    private Spelling() {}

    /** The {@code known} words that begin with {@code word}, then those in which the fewest letters differ from it;
     * equals stay in the order in which they are known. */
    static List<String> nearest(String word, Collection<String> known) {
        String wanted = word.toUpperCase(Locale.ROOT);
        return known.stream()
                .sorted(Comparator.comparingInt(one -> one.startsWith(wanted) ? 0 : distance(wanted, one)))
                .limit(SUGGESTIONS)
                .toList();
    }

    /** The number of letters to insert, delete or replace (Levenshtein's distance). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
