package dev.pacifica.suite.words;

import java.util.Locale;

/** How constants are written outside Java. */
public final class Spelled {
    private Spelled() {}

    /** For people: {@code not applicable}. */
    public static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** In data: {@code not-applicable}. */
    public static String hyphenated(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
