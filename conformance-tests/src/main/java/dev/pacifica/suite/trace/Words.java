package dev.pacifica.suite.trace;

import dev.pacifica.suite.words.Spelled;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Collects the particulars of one happening. */
final class Words {
    private final String kind;
    private final Map<String, String> fields = new LinkedHashMap<>();

    Words(String kind) {
        this.kind = kind;
    }

    Words field(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** An error code or a vector, which is not negative. */
    Words field(String name, int value) {
        return field(name, value & 0xFFFF_FFFFL);
    }

    Words field(String name, long value) {
        return field(name, "0x" + Long.toHexString(value));
    }

    Happening text(String format, Object... values) {
        return new Happening(kind, fields, String.format(Locale.ROOT, format, values));
    }

    /** The name of a constant as a person writes it. */
    static String of(Enum<?> constant) {
        return Spelled.words(constant);
    }
}
