package dev.pacifica.suite.vector;

import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Code;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.HostMode;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import dev.pacifica.suite.words.Spelled;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes vectors in their one published form: a vector a line, sorted by ID, fields in the order of {@link Vector}. */
public final class VectorWriter {
    /** The last line of a vector file. */
    public static final String FOOTER = "]}";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private VectorWriter() {}

    /** The content of the vector file of {@code area}. */
    public static String write(String area, Collection<Vector> vectors) {
        String lines = vectors.stream()
                .sorted(Comparator.comparing(Vector::id))
                .map(VectorWriter::line)
                .collect(Collectors.joining(",\n"));
        return header(area) + "\n" + lines + "\n" + FOOTER + "\n";
    }

    /** The first line of the vector file of {@code area}. */
    public static String header(String area) {
        return "{\"format\": %d, \"area\": \"%s\", \"vectors\": [".formatted(VectorReader.FORMAT, area);
    }

    /** The line of {@code vector}, without the comma that stands behind all but the last. */
    public static String line(Vector vector) {
        return node(vector).toString();
    }

    /** One vector as the JSON that {@link #write} puts into a line. */
    public static ObjectNode node(Vector vector) {
        ObjectNode node = NODES.objectNode();
        node.put("id", vector.id());
        node.set("rules", texts(vector.rules()));
        node.put("title", vector.title());
        node.put("why", vector.why());
        node.put("level", constant(vector.level()));
        node.set("requires", texts(vector.requires()));
        if (vector.hostMode() != HostMode.LONG) {
            node.put("hostMode", constant(vector.hostMode()));
        }
        node.set("program", code(vector.program()));
        setUnlessEmpty(node, "gpr", slots(vector.gpr()));
        setUnlessEmpty(node, "state", slots(vector.state()));
        node.set("vmcb", starts(vector.vmcbs()));
        setUnlessEmpty(node, "memory", memory(vector.memory()));
        ArrayNode events = NODES.arrayNode();
        vector.events().forEach(event -> EventWriter.write(event, events.addObject()));
        setUnlessEmpty(node, "events", events);
        if (vector.budget() != Vector.DEFAULT_BUDGET) {
            node.put("budget", hex(vector.budget()));
        }
        node.set(
                "footprint",
                texts(vector.footprint().stream().map(VectorWriter::hex).toList()));
        ArrayNode claims = node.putArray("claims");
        vector.claims().forEach(claim -> claims.add(claim(claim)));
        ArrayNode cases = node.putArray("cases");
        vector.cases().forEach(one -> cases.add(permitted(one)));
        if (!vector.confirmedBy().isEmpty()) {
            node.putObject("provenance").set("confirmedBy", texts(vector.confirmedBy()));
        }
        return node;
    }

    /** Members that hold nothing are left out. */
    private static void setUnlessEmpty(ObjectNode node, String name, ContainerNode<?> content) {
        if (!content.isEmpty()) {
            node.set(name, content);
        }
    }

    private static ObjectNode code(Code code) {
        ObjectNode node = NODES.objectNode();
        node.put("at", hex(code.at()));
        node.put("bits", code.bits());
        node.put("bytes", code.bytes().toString());
        node.set("listing", texts(code.listing()));
        return node;
    }

    private static ObjectNode slots(SortedMap<Slot, Long> slots) {
        ObjectNode node = NODES.objectNode();
        slots.forEach((slot, value) -> node.put(slot.registerName(), hex(value)));
        return node;
    }

    /** The initial content of VMCBs: what differs from the nearest guest of {@code guests.json}. */
    private static ArrayNode starts(List<VmcbContent> vmcbs) {
        ArrayNode list = NODES.arrayNode();
        for (VmcbContent vmcb : vmcbs) {
            ObjectNode node = list.addObject();
            node.put("at", hex(vmcb.at()));
            GuestState guest = GuestState.nearest(vmcb.fields());
            if (guest != null) {
                node.put("guest", guest.name());
            }
            node.set("fields", fields(guest == null ? vmcb.fields() : guest.differences(vmcb.fields())));
        }
        return list;
    }

    private static ArrayNode vmcbs(List<VmcbContent> vmcbs) {
        ArrayNode list = NODES.arrayNode();
        for (VmcbContent vmcb : vmcbs) {
            ObjectNode node = list.addObject();
            node.put("at", hex(vmcb.at()));
            node.set("fields", fields(vmcb.fields()));
        }
        return list;
    }

    private static ObjectNode fields(Map<String, Long> fields) {
        Map<String, Long> ordered = new TreeMap<>(VmcbLayout.published().order());
        ordered.putAll(fields);
        ObjectNode values = NODES.objectNode();
        ordered.forEach((name, value) -> values.put(name, hex(value)));
        return values;
    }

    private static ArrayNode memory(List<MemoryContent> memory) {
        ArrayNode list = NODES.arrayNode();
        for (MemoryContent run : memory) {
            ObjectNode node = list.addObject();
            node.put("at", hex(run.at()));
            if (run.bits() != 0) {
                node.put("bits", run.bits());
            }
            node.put("bytes", run.bytes().toString());
            if (run.bits() != 0) {
                node.set("listing", texts(run.listing()));
            }
        }
        return list;
    }

    private static ObjectNode claim(Claim claim) {
        ObjectNode node = NODES.objectNode();
        node.put("rule", claim.rule());
        node.put("subject", claim.subject().toString());
        if (claim.subject() instanceof Subject.HowItEnded) {
            return node.put("value", constant(Ended.values()[(int) claim.value()]));
        }
        if (claim.mask() != -1) {
            node.put("mask", hex(claim.mask()));
        }
        return node.put("value", hex(claim.value()));
    }

    private static ObjectNode permitted(Case one) {
        ObjectNode node = NODES.objectNode();
        node.set("when", texts(one.when()));
        ArrayNode outcomes = node.putArray("outcomes");
        for (Outcome outcome : one.outcomes()) {
            ObjectNode entry = outcomes.addObject();
            entry.put("ended", constant(outcome.ended()));
            setUnlessEmpty(entry, "registers", slots(outcome.registers()));
            setUnlessEmpty(entry, "vmcb", vmcbs(outcome.vmcbs()));
            setUnlessEmpty(entry, "memory", memory(outcome.memory()));
            ArrayNode choices = NODES.arrayNode();
            outcome.choices().forEach(choice -> write(choice, choices.addObject()));
            setUnlessEmpty(entry, "choices", choices);
            setUnlessEmpty(entry, "unspecified", texts(outcome.unspecified()));
        }
        return node;
    }

    private static void write(Choice choice, ObjectNode node) {
        node.put("rule", choice.rule()).put("answer", choice.answer());
        if (choice.isOccurrence()) {
            node.put("occurrence", choice.occurrence());
        }
    }

    private static ArrayNode texts(List<?> values) {
        ArrayNode list = NODES.arrayNode();
        values.forEach(value -> list.add(value.toString()));
        return list;
    }

    private static String constant(Enum<?> constant) {
        return Spelled.hyphenated(constant);
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
