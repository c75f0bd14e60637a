package dev.pacifica.suite.vector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names of bits and values of VMCB fields and registers: {@code names.json}. */
public final class Names {
    /** Size of the array of intercept bits at the start of the VMCB. */
    private static final int INTERCEPTS = 0x18;

    private static final Names PUBLISHED = read();

    private final Map<String, SortedMap<Integer, String>> bits = new LinkedHashMap<>();
    private final Map<String, Map<Long, String>> values = new LinkedHashMap<>();

    private Names() {}

    /** The published names. */
    public static Names published() {
        return PUBLISHED;
    }

    /** The named bits of a field or register by number, from the lowest on; empty if its bits have no names. */
    public SortedMap<Integer, String> bits(String name) {
        return bits.getOrDefault(name, new TreeMap<>());
    }

    /** The names of the bits that are set in {@code value}, from the lowest on; bits without a name are left out. */
    public List<String> set(String name, long value) {
        List<String> set = new ArrayList<>();
        bits(name).forEach((bit, bitName) -> {
            if ((value >>> bit & 1) != 0) {
                set.add(bitName);
            }
        });
        return set;
    }

    /** The name of a whole value; EXITCODE: the intercept whose bit number it is (INS-01), or a code without a bit. */
    public Optional<String> value(String name, long value) {
        Optional<String> named =
                Optional.ofNullable(values.getOrDefault(name, Map.of()).get(value));
        return named.isEmpty() && name.equals("EXITCODE") ? intercept(value) : named;
    }

    private Optional<String> intercept(long exitCode) {
        if (exitCode < 0 || exitCode >= 8 * INTERCEPTS) {
            return Optional.empty();
        }
        for (VmcbField field : VmcbLayout.published().fields()) {
            long bit = exitCode - 8L * field.offset() - field.bit();
            if (bit >= 0 && bit < field.width()) {
                return Optional.ofNullable(bits(field.name()).get((int) bit));
            }
        }
        return Optional.empty();
    }

    private static Names read() {
        FieldReader root = FieldReader.ofResource("names.json");
        Names names = new Names();
        FieldReader bits = root.object("bits");
        for (String name : root.names("bits")) {
            FieldReader one = bits.object(name);
            SortedMap<Integer, String> byNumber = new TreeMap<>();
            one.names().forEach(bit -> byNumber.put(Integer.valueOf(bit), one.text(bit)));
            names.bits.put(name, byNumber);
        }
        FieldReader values = root.object("values");
        for (String name : root.names("values")) {
            FieldReader one = values.object(name);
            Map<Long, String> byValue = new LinkedHashMap<>();
            one.names().forEach(value -> byValue.put(Long.parseUnsignedLong(value.substring(2), 16), one.text(value)));
            names.values.put(name, byValue);
        }
        return names;
    }
}
