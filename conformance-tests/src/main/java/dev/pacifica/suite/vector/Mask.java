package dev.pacifica.suite.vector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an outcome leaves unspecified, and the rule that says so.
 *
 * @param name the name that outcomes use
 * @param rule the rule that leaves the bits open
 * @param title what they are
 * @param vmcb VMCB field to the bits of it that are not compared
 */
public record Mask(String name, String rule, String title, SortedMap<String, Long> vmcb) {
    private static final Map<String, Mask> PUBLISHED = read();

    /** The published masks, by name. */
    public static Map<String, Mask> published() {
        return PUBLISHED;
    }

    /**
     * The published mask called {@code name}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Mask of(String name) {
        Mask mask = PUBLISHED.get(name);
        if (mask == null) {
            throw new IllegalArgumentException("no mask is called " + name + ": see masks.json");
        }
        return mask;
    }

    private static Map<String, Mask> read() {
        FieldReader root = FieldReader.ofResource("masks.json");
        Map<String, Mask> masks = new LinkedHashMap<>();
        for (String name : root.names("masks")) {
            FieldReader mask = root.object("masks").object(name);
            FieldReader fields = mask.object("vmcb");
            SortedMap<String, Long> bits = new TreeMap<>();
            for (String field : mask.names("vmcb")) {
                boolean all = fields.text(field).equals("all");
                bits.put(field, all ? -1L : fields.number(field));
            }
            masks.put(name, new Mask(name, mask.text("rule"), mask.text("title"), bits));
        }
        return masks;
    }
}
