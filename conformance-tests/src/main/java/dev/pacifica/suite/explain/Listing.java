package dev.pacifica.suite.explain;

import dev.pacifica.suite.asm.Assembler;
import dev.pacifica.suite.asm.Assembly;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The code of a vector with addresses and bytes. */
public final class Listing {
    private static final int LONGEST_INSTRUCTION = 15;
    private static final int SHOWN = 4;

    private Listing() {}

    /**
     * The lines of the host program or of a guest's code, in order of address.
     *
     * @param at linear address of the first byte
     * @param bits default operand size: 16, 32 or 64
     * @param source its source, one line an element; empty gives an empty listing
     */
    public static List<Assembly.Line> of(long at, int bits, List<String> source) {
        if (source.isEmpty()) {
            return List.of();
        }
        String text = "bits %d\norg 0x%x\n%s\n".formatted(bits, at, String.join("\n", source));
        return Assembler.assemble("listing", text, Map.of("end", Fixture.END)).listing();
    }

    /** The source of every instruction of a vector by the system-physical address of its first byte. */
    public static Map<Long, String> sources(Vector vector) {
        Map<Long, String> sources = new HashMap<>();
        add(sources, of(vector.program()));
        vector.memory().forEach(memory -> add(sources, of(memory.at(), memory.bits(), memory.listing())));
        return sources;
    }

    private static void add(Map<Long, String> sources, List<Assembly.Line> lines) {
        for (Assembly.Line line : lines) {
            if (line.bytes().length > 0) {
                sources.put(line.address(), line.text().strip());
            }
        }
    }

    /** The lines of {@code code}. */
    public static List<Assembly.Line> of(Vector.Code code) {
        return of(code.at(), code.bits(), code.listing());
    }

    /** The bytes of a line as hexadecimal digits; of many only the first, and how many there are. */
    public static String bytes(Assembly.Line line) {
        byte[] bytes = line.bytes();
        return bytes.length <= LONGEST_INSTRUCTION
                ? HexFormat.of().formatHex(bytes)
                : HexFormat.of().formatHex(bytes, 0, SHOWN) + ".. (" + bytes.length + " bytes)";
    }
}
