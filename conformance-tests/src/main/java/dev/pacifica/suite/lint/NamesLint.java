package dev.pacifica.suite.lint;

import dev.pacifica.suite.vector.JsonText;
import dev.pacifica.suite.vector.Problem;
import dev.pacifica.suite.vector.VmcbLayout;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** The files of names that vectors use, beyond their schemas: masks, conditions, VMCB fields. */
final class NamesLint {
    private static final int BITS_IN_QWORD = 64;

    private final JsonText text;
    private final Consumer<Problem> problems;

    private NamesLint(JsonText text, Consumer<Problem> problems) {
        this.text = text;
        this.problems = problems;
    }

    /** Checks a file that satisfies its schema. */
    static void check(DataKind kind, JsonText text, Set<String> knownRules, Consumer<Problem> problems) {
        NamesLint lint = new NamesLint(text, problems);
        switch (kind) {
            case MASKS -> lint.masks(knownRules);
            case CONDITIONS -> lint.conditions();
            case LAYOUT -> lint.layout();
            case GUESTS -> lint.guests();
            default -> {}
        }
    }

    private void masks(Set<String> knownRules) {
        for (Map.Entry<String, JsonNode> mask : text.root().get("masks").properties()) {
            String path = JsonText.child("masks", mask.getKey());
            String rule = mask.getValue().get("rule").stringValue();
            if (!knownRules.contains(rule)) {
                complain(
                        path + ".rule",
                        "there is no rule '" + rule
                                + "'; a mask names the rule of the catalogue that leaves the bits open");
            }
            for (String field : mask.getValue().get("vmcb").propertyNames()) {
                if (VmcbLayout.published().named(field) == null) {
                    complain(path + ".vmcb." + field, "expected a field of vmcb-layout.json");
                }
            }
        }
    }

    /** Names must not share bits: cases could not be told apart by the names alone. */
    private void conditions() {
        Map<String, String> taken = new TreeMap<>();
        for (Map.Entry<String, JsonNode> condition :
                text.root().get("conditions").properties()) {
            JsonNode where = condition.getValue();
            if (where.has("capability")) {
                String header = where.has("bit") ? " with bit " + where.get("bit") : "";
                String place = "capability " + where.get("capability").stringValue() + header;
                take(taken, place, JsonText.child("conditions", condition.getKey()), condition.getKey());
                continue;
            }
            int first = where.get("bit").intValue();
            for (int bit = first; bit < first + where.get("width").intValue(); bit++) {
                String place = where.get("leaf").stringValue() + " "
                        + where.get("register").stringValue() + " " + bit;
                take(taken, place, JsonText.child("conditions", condition.getKey()), condition.getKey());
            }
        }
    }

    private void guests() {
        Set<String> names = new TreeSet<>();
        int index = 0;
        for (JsonNode guest : text.root().get("guests").values()) {
            String path = JsonText.element("guests", index++);
            if (!names.add(guest.get("name").stringValue())) {
                complain(path + ".name", "another guest has this name");
            }
            for (String field : guest.get("fields").propertyNames()) {
                if (VmcbLayout.published().named(field) == null) {
                    complain(path + ".fields." + field, "expected a field of vmcb-layout.json");
                }
            }
        }
    }

    private void layout() {
        Map<String, String> taken = new TreeMap<>();
        Map<String, String> names = new TreeMap<>();
        JsonNode fields = text.root().get("fields");
        for (int i = 0; i < fields.size(); i++) {
            JsonNode field = fields.get(i);
            String path = JsonText.element("fields", i);
            String name = field.get("name").stringValue();
            take(names, name, path + ".name", name);
            int offset = Integer.decode(field.get("offset").stringValue());
            int first = offset * 8 + field.get("bit").intValue();
            int width = field.get("width").intValue();
            if (first % BITS_IN_QWORD + width > BITS_IN_QWORD) {
                complain(path + ".width", "expected a field inside one aligned qword");
            }
            for (int bit = first; bit < first + width; bit++) {
                take(taken, String.valueOf(bit), path, name);
            }
        }
    }

    private void take(Map<String, String> taken, String what, String path, String name) {
        String other = taken.putIfAbsent(what, name);
        if (other != null) {
            complain(path, "'" + name + "' collides with '" + other + "'; each bit and each name may be taken once");
        }
    }

    private void complain(String path, String what) {
        problems.accept(new Problem(text.file(), text.line(path), "", path, what));
    }
}
