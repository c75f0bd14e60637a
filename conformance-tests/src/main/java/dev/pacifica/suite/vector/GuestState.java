package dev.pacifica.suite.vector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A legal guest that VMCBs start from: {@code guests.json}. A vector names one and lists the fields in which its VMCB differs.
 *
 * @param name by which vectors name it
 * @param bits default operand size of its code: 16, 32 or 64
 * @param fields VMCB fields that are not zero, in order of position
 */
public record GuestState(String name, int bits, SortedMap<String, Long> fields) {
    private static final List<GuestState> PUBLISHED = read();

    public GuestState {
        fields = Collections.unmodifiableSortedMap(sorted(fields));
    }

    /**
     * The published guest called {@code name}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static GuestState named(String name) {
        GuestState guest = find(name);
        if (guest == null) {
            throw new IllegalArgumentException("there is no guest '" + name + "': see guests.json");
        }
        return guest;
    }

    /** The published guest called {@code name}, or {@code null}. */
    static @Nullable GuestState find(String name) {
        return PUBLISHED.stream()
                .filter(guest -> guest.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * The published guest from which the fewest fields differ, the first of those; {@code null} if fewer are not zero.
     *
     * @param content fields that are not zero
     */
    public static @Nullable GuestState nearest(Map<String, Long> content) {
        GuestState nearest = null;
        int fewest = content.size();
        for (GuestState guest : PUBLISHED) {
            int differing = guest.differences(content).size();
            if (differing < fewest) {
                fewest = differing;
                nearest = guest;
            }
        }
        return nearest;
    }

    /** The fields of {@code content} that this guest has otherwise, in order of position. */
    public SortedMap<String, Long> differences(Map<String, Long> content) {
        SortedMap<String, Long> differences = sorted(content);
        fields.forEach((field, value) -> {
            if (value.equals(content.get(field))) {
                differences.remove(field);
            } else {
                differences.putIfAbsent(field, 0L);
            }
        });
        return differences;
    }

    /** What a VMCB holds that differs from this guest by {@code differences}: its fields that are not zero. */
    SortedMap<String, Long> changed(Map<String, Long> differences) {
        SortedMap<String, Long> content = sorted(fields);
        content.putAll(differences);
        return withoutZeros(content);
    }

    /** The fields that are not zero, in order of position: the others need not be listed. */
    public static SortedMap<String, Long> withoutZeros(Map<String, Long> content) {
        SortedMap<String, Long> remaining = sorted(content);
        remaining.values().removeIf(value -> value == 0);
        return remaining;
    }

    private static SortedMap<String, Long> sorted(Map<String, Long> content) {
        SortedMap<String, Long> sorted = new TreeMap<>(VmcbLayout.published().order());
        sorted.putAll(content);
        return sorted;
    }

    private static List<GuestState> read() {
        FieldReader root = FieldReader.ofResource("guests.json");
        List<GuestState> guests = new ArrayList<>();
        for (JsonNode node : root.list("guests")) {
            FieldReader guest = root.in(node, "guests");
            SortedMap<String, Long> fields = sorted(Map.of());
            FieldReader values = guest.object("fields");
            values.names().forEach(name -> fields.put(name, values.number(name)));
            guests.add(new GuestState(guest.text("name"), guest.integer("bits"), fields));
        }
        return List.copyOf(guests);
    }
}
