package dev.pacifica.suite.explain;

import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Bytes;
import dev.pacifica.suite.vector.VmcbLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Registers, VMCB fields and memory, a line each, with what their values mean. */
final class FieldLines {
    private static final int BYTES_A_LINE = 32;

    private final Places places;

    FieldLines(Places places) {
        this.places = places;
    }

    /** VMCB fields in the order of the layout; the parts of a segment register on one line. */
    List<String> vmcb(String indent, Map<String, Long> fields) {
        SortedMap<String, Long> ordered = new TreeMap<>(VmcbLayout.published().order());
        ordered.putAll(fields);
        Map<String, List<String>> rows = new LinkedHashMap<>();
        ordered.forEach((name, value) -> {
            int dot = name.indexOf('.');
            String row = dot < 0 ? name : name.substring(0, dot);
            String part = dot < 0 ? "" : name.substring(dot + 1) + " ";
            rows.computeIfAbsent(row, any -> new ArrayList<>())
                    .add(part + value(name, value, fields.getOrDefault("EXITCODE", -1L)));
        });
        return rows(indent, rows, "; ");
    }

    /** VMCB fields with their values before and after. */
    List<String> changedVmcb(String indent, Map<String, Long> before, Map<String, Long> after) {
        SortedMap<String, Long> ordered = new TreeMap<>(VmcbLayout.published().order());
        ordered.putAll(after);
        Map<String, List<String>> rows = new LinkedHashMap<>();
        ordered.forEach((name, value) -> rows.put(
                name,
                List.of("0x%x -> %s"
                        .formatted(
                                before.getOrDefault(name, 0L),
                                value(name, value, after.getOrDefault("EXITCODE", -1L))))));
        return rows(indent, rows, "");
    }

    /** Registers with the value that they have otherwise, or had before. */
    List<String> registers(String indent, ToLongFunction<Slot> before, Map<Slot, Long> registers) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        registers.forEach((slot, value) -> rows.put(
                slot.registerName(),
                List.of("0x%x -> %s".formatted(before.applyAsLong(slot), value(slot.registerName(), value, -1)))));
        return rows(indent, rows, "");
    }

    /** What lies at an address, in hexadecimal digits. */
    List<String> memory(String indent, long at, Bytes bytes) {
        List<String> lines = new ArrayList<>();
        byte[] content = bytes.toArray();
        for (int done = 0; done < content.length; done += BYTES_A_LINE) {
            int count = Math.min(BYTES_A_LINE, content.length - done);
            StringBuilder line = new StringBuilder("%s0x%x ".formatted(indent, at + done));
            for (int i = 0; i < count; i++) {
                line.append(" %02x".formatted(content[done + i]));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** A value with its meaning, and with the place that it points to. */
    String value(String name, long value, long exitCode) {
        String meaning = name.equals("EXITINFO1") ? Meaning.exitInfo1(exitCode, value) : Meaning.of(name, value);
        if (meaning.isEmpty() && value != 0) {
            meaning = places.at(value).orElse("");
        }
        return "0x%x".formatted(value) + (meaning.isEmpty() ? "" : " (" + meaning + ")");
    }

    private static List<String> rows(String indent, Map<String, List<String>> rows, String separator) {
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        rows.forEach((name, parts) -> lines.addAll(
                Wrap.after(indent + name + " ".repeat(width - name.length() + 2), String.join(separator, parts))));
        return lines;
    }
}
