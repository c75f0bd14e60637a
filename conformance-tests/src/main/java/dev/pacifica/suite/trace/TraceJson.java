package dev.pacifica.suite.trace;

import dev.pacifica.suite.trace.Step.Change;
import dev.pacifica.suite.trace.Step.Decision;
import dev.pacifica.suite.trace.Step.MemoryChange;
import dev.pacifica.suite.trace.VectorTrace.End;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The trace for a script: a line that says what was run, a line a step, and a line that says how it ended. */
final class TraceJson {
    private static final int FORMAT = 1;

    private TraceJson() {}

    static List<String> lines(Vector vector, String profile, List<Step> steps, End end, boolean withRules) {
        List<String> lines = new ArrayList<>();
        lines.add(object().put("format", FORMAT)
                .put("vector", vector.id())
                .put("profile", profile)
                .toString());
        steps.forEach(step -> lines.add(step(step, withRules).toString()));
        lines.add(object().put("ended", end.how())
                .put("rip", hex(end.rip()))
                .put("steps", end.steps())
                .put("detail", end.detail())
                .toString());
        return lines;
    }

    private static ObjectNode step(Step step, boolean withRules) {
        ObjectNode node = object().put("step", step.number())
                .put("world", step.inGuest() ? "guest" : "host")
                .put("cpl", step.cpl())
                .put("mode", step.mode())
                .put("cs", hex(step.cs()))
                .put("rip", hex(step.rip()));
        step.instruction()
                .ifPresent(instruction -> node.put("bytes", instruction.bytes()).put("text", instruction.text()));
        if (withRules) {
            ArrayNode rules = node.putArray("rules");
            step.rules().stream().map(Decision::toString).forEach(rules::add);
        }
        ArrayNode log = node.putArray("log");
        for (Happening happening : step.happenings()) {
            ObjectNode entry = log.addObject().put("kind", happening.kind());
            happening.fields().forEach(entry::put);
        }
        ArrayNode registers = node.putArray("registers");
        for (Change change : step.registers()) {
            registers
                    .addObject()
                    .put("name", change.name())
                    .put("before", hex(change.before()))
                    .put("after", hex(change.after()));
        }
        ArrayNode memory = node.putArray("memory");
        for (MemoryChange change : step.memory()) {
            ObjectNode entry = memory.addObject().put("at", hex(change.at())).put("size", change.size());
            change.field().ifPresent(field -> entry.put("field", field));
            entry.put("before", hex(change.before())).put("after", hex(change.after()));
        }
        return node;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
