package dev.pacifica.suite.asm;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A register that an instruction can name.
 *
 * @param name lower case
 * @param kind which file it belongs to
 * @param bits its width; 0 for segment registers, which take the size of the other operand
 * @param number its number in an encoding, 0–15
 */
record Register(String name, Kind kind, int bits, int number) implements Comparable<Register> {
    enum Kind {
        GENERAL,
        /** AH, CH, DH, BH: numbers 4–7, out of reach as soon as the instruction has a REX prefix (APM1 3.1.2). */
        HIGH_BYTE,
        SEGMENT,
        CONTROL,
        DEBUG,
        XMM,
        MMX
    }

    private static final Map<String, Register> BY_NAME = new HashMap<>();

    static {
        List<String> words = List.of("ax", "cx", "dx", "bx", "sp", "bp", "si", "di");
        for (int i = 0; i < 8; i++) {
            add(words.get(i), Kind.GENERAL, 16, i);
            add("e" + words.get(i), Kind.GENERAL, 32, i);
            add("r" + words.get(i), Kind.GENERAL, 64, i);
            add("r" + (i + 8), Kind.GENERAL, 64, i + 8);
            add("r" + (i + 8) + "d", Kind.GENERAL, 32, i + 8);
            add("r" + (i + 8) + "w", Kind.GENERAL, 16, i + 8);
            add("r" + (i + 8) + "b", Kind.GENERAL, 8, i + 8);
            add(i < 4 ? words.get(i).charAt(0) + "l" : words.get(i) + "l", Kind.GENERAL, 8, i);
            add("mm" + i, Kind.MMX, 64, i);
        }
        for (int i = 0; i < 16; i++) {
            add("cr" + i, Kind.CONTROL, 0, i);
            add("dr" + i, Kind.DEBUG, 0, i);
            add("xmm" + i, Kind.XMM, 128, i);
        }
        List<String> high = List.of("ah", "ch", "dh", "bh");
        for (int i = 0; i < 4; i++) {
            add(high.get(i), Kind.HIGH_BYTE, 8, i + 4);
        }
        List<String> segments = List.of("es", "cs", "ss", "ds", "fs", "gs");
        for (int i = 0; i < 6; i++) {
            add(segments.get(i), Kind.SEGMENT, 0, i);
        }
    }

    private static void add(String name, Kind kind, int bits, int number) {
        BY_NAME.put(name, new Register(name, kind, bits, number));
    }

    /** The register of that name in any case, or null. */
    static @Nullable Register named(String name) {
        return BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    boolean isGeneral() {
        return kind == Kind.GENERAL || kind == Kind.HIGH_BYTE;
    }

    boolean isSegment() {
        return kind == Kind.SEGMENT;
    }

    /** SPL, BPL, SIL and DIL are only there with a REX prefix; without one the same numbers mean AH…BH. */
    boolean needsRex() {
        return kind == Kind.GENERAL && bits == 8 && number >= 4;
    }

    /** The order in which NASM sums the registers of an address: by name. It decides which one becomes the base. */
    @Override
    public int compareTo(Register other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
