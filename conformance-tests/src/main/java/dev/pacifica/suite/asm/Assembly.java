package dev.pacifica.suite.asm;

import dev.pacifica.suite.words.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * What a source became. Arrays are shared, not copied: treat them as read-only.
 *
 * @param origin address of the first byte, 64 bits; 0 unless the source says {@code org}
 * @param bytes the code and data, without gaps
 * @param symbols labels (as addresses) and {@code equ} values of the source; local labels under their full name
 * @param listing the lines that produced bytes or a label, in order of address
 */
public record Assembly(long origin, byte[] bytes, SortedMap<String, Long> symbols, List<Line> listing) {
    /**
     * One line of the listing. Lines that come from a macro carry the number of the line that called it.
     *
     * @param number line in the source, from 1
     * @param address where its bytes lie (or would lie), 64 bits
     * @param bytes what it produced; empty for a lone label
     * @param text the line after macro expansion, without its comment
     */
    public record Line(int number, long address, byte[] bytes, String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Line that
                    && number == that.number
                    && address == that.address
                    && Arrays.equals(bytes, that.bytes)
                    && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * number + Long.hashCode(address)) + Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            StringBuilder hex = new StringBuilder();
            for (byte value : bytes) {
                hex.append("%02X".formatted(value));
            }
            return "%6d %016X %-24s %s".formatted(number, address, hex, text);
        }
    }

    /**
     * The value of a label or {@code equ}.
     *
     * @throws IllegalArgumentException if the source defines no such symbol
     */
    public long symbol(String name) {
        Long value = symbols.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "no symbol '" + name + "' in the source" + Spelling.suggestion(name, symbols.keySet()));
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Assembly that
                && origin == that.origin
                && Arrays.equals(bytes, that.bytes)
                && symbols.equals(that.symbols)
                && listing.equals(that.listing);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(origin) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Assembly[origin=%Xh, %d bytes, %d symbols]".formatted(origin, bytes.length, symbols.size());
    }
}
