package dev.pacifica.suite.runner;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a target showed, as data for other judges: each observation is what changed from the vector's initial state. */
public final class ObservationsFile {
    private final String target;
    private final SortedMap<String, String> lines = new TreeMap<>();
    private Map<String, Long> processor = Map.of();
    private Map<String, Long> latest = Map.of();

    /** @param target its name */
    public ObservationsFile(String target) {
        this.target = target;
    }

    /** Notes what happens and hands it on to {@code next}. */
    public Target.Listener before(Target.Listener next) {
        return new Target.Listener() {
            @Override
            public void started(Vector vector) {
                next.started(vector);
            }

            @Override
            public void identified(Map<String, Long> numbers) {
                identify(numbers);
                next.identified(numbers);
            }

            @Override
            public void finished(Result result) {
                note(result);
                next.finished(result);
            }
        };
    }

    /** The file: an observation a line, by ID. Vectors that are not applicable have none. */
    public String content() {
        return "{\"format\": 1, \"target\": %s, \"processor\": %s, \"observations\": [\n%s\n]}\n"
                .formatted(
                        JsonNodeFactory.instance.stringNode(target),
                        numbers(processor),
                        String.join(",\n", lines.values()));
    }

    private void identify(Map<String, Long> numbers) {
        processor = processor.isEmpty() ? numbers : processor;
        latest = numbers;
    }

    private void note(Result result) {
        if (result.verdict() == Verdict.NOT_APPLICABLE) {
            return;
        }
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("vector", result.vector().id());
        Map<String, Long> own = new TreeMap<>(latest);
        own.entrySet().removeAll(processor.entrySet());
        if (!own.isEmpty()) {
            line.set("processor", numbers(own));
        }
        result.seen()
                .ifPresentOrElse(
                        seen -> describe(result.vector(), seen, line),
                        () -> line.put("lost", result.verdict().name().toLowerCase(Locale.ROOT)));
        lines.put(result.vector().id(), line.toString());
    }

    private static void describe(Vector vector, Observation seen, ObjectNode line) {
        VectorState initial = States.initial(vector);
        line.put("ended", seen.ended().name().toLowerCase(Locale.ROOT));
        ObjectNode registers = line.putObject("registers");
        for (Slot slot : Slot.values()) {
            if (slot != Slot.ENDED && seen.state().slot(slot) != initial.slot(slot)) {
                registers.put(slot.registerName(), hex(seen.state().slot(slot)));
            }
        }
        ArrayNode memory = line.putArray("memory");
        seen.state().pages().forEach((page, content) -> {
            if (page != Fixture.RECORD) {
                changes(page, initial.page(page), content, memory);
            }
        });
        ArrayNode strays = line.putArray("strays");
        seen.strays().forEach(stray -> strays.add(hex(stray)));
    }

    private static void changes(long page, byte[] before, byte[] after, ArrayNode memory) {
        int at = Arrays.mismatch(before, after);
        while (at >= 0) {
            int end = at;
            while (end < after.length && before[end] != after[end]) {
                end++;
            }
            memory.addObject()
                    .put("at", hex(page + at))
                    .put("bytes", HexFormat.of().formatHex(after, at, end));
            int next = Arrays.mismatch(before, end, before.length, after, end, after.length);
            at = next < 0 ? -1 : end + next;
        }
    }

    private static ObjectNode numbers(Map<String, Long> numbers) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(numbers).forEach(node::put);
        return node;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
