package dev.pacifica.suite.vector;

import java.util.regex.Pattern;

/** A pattern in which {@code *} stands for any characters, and everything else for itself. */
public record Glob(String text) {
    /** Matches everything. */
    public static final Glob ANYTHING = new Glob("*");

    /** Whether all of {@code found} matches. */
    public boolean matches(String found) {
        String[] parts = text.split("\\*", -1);
        StringBuilder regex = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            regex.append(".*").append(Pattern.quote(parts[i]));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(found).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
