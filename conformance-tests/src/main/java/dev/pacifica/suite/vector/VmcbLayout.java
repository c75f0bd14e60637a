package dev.pacifica.suite.vector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The layout of the VMCB: {@code vmcb-layout.json}. */
public final class VmcbLayout {
    private static final VmcbLayout PUBLISHED = read();

    private final Map<String, VmcbField> byName = new LinkedHashMap<>();

    private VmcbLayout(List<VmcbField> fields) {
        fields.forEach(field -> byName.put(field.name(), field));
    }

    /** The published layout. */
    public static VmcbLayout published() {
        return PUBLISHED;
    }

    /** All fields in order of position. */
    public List<VmcbField> fields() {
        return List.copyOf(byName.values());
    }

    /** The field called {@code name}, or {@code null}. */
    public @Nullable VmcbField named(String name) {
        return byName.get(name);
    }

    /**
     * The field called {@code name}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public VmcbField field(String name) {
        VmcbField field = named(name);
        if (field == null) {
            throw new IllegalArgumentException("the VMCB has no field " + name + ": see vmcb-layout.json");
        }
        return field;
    }

    /** Orders field names by position. */
    public Comparator<String> order() {
        return Comparator.comparingInt(
                name -> field(name).offset() * 8 + field(name).bit());
    }

    /** The fields that lie in the aligned qword at {@code offset}, in order of position. */
    public List<VmcbField> in(int offset) {
        return byName.values().stream().filter(field -> field.qword() == offset).toList();
    }

    private static VmcbLayout read() {
        FieldReader root = FieldReader.ofResource("vmcb-layout.json");
        List<VmcbField> fields = new ArrayList<>();
        for (JsonNode node : root.list("fields")) {
            FieldReader field = root.in(node, "fields");
            fields.add(new VmcbField(
                    field.text("name"), (int) field.number("offset"), field.integer("bit"), field.integer("width")));
        }
        return new VmcbLayout(fields);
    }
}
