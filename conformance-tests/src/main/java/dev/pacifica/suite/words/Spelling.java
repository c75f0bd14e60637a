package dev.pacifica.suite.words;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what a misspelt name was meant to be. */
public final class Spelling {
    private static final int SUGGESTIONS = 3;

    private Spelling() {}

    /** The three candidates that {@code word} begins, or from which it differs least; equals stay in the order given. */
    public static List<String> nearest(String word, Collection<String> candidates) {
        return candidates.stream()
                .sorted(Comparator.comparingInt(one -> one.startsWith(word) ? 0 : distance(word, one)))
                .limit(SUGGESTIONS)
                .toList();
    }

    /** {@code "; did you mean 'x'?"} for the nearest candidate at most two edits away, else nothing. */
    public static String suggestion(String name, Collection<String> candidates) {
        String best = null;
        int bestDistance = Math.min(3, name.length());
        for (String candidate : candidates) {
            int distance = distance(name, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best == null ? "" : "; did you mean '" + best + "'?";
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
