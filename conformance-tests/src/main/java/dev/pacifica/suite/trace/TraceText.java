package dev.pacifica.suite.trace;

import dev.pacifica.suite.explain.Meaning;
import dev.pacifica.suite.explain.Places;
import dev.pacifica.suite.explain.Wrap;
import dev.pacifica.suite.trace.Step.Change;
import dev.pacifica.suite.trace.Step.Decision;
import dev.pacifica.suite.trace.Step.Instruction;
import dev.pacifica.suite.trace.Step.MemoryChange;
import dev.pacifica.suite.trace.VectorTrace.End;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The trace for a person: a line a step, and below it, indented, what the step did. */
final class TraceText {
    private static final String INDENT = "      ";

    private TraceText() {}

    static List<String> lines(Vector vector, String profile, List<Step> steps, End end, boolean withRules) {
        List<String> lines = new ArrayList<>();
        lines.add("%s on the reference model, profile %s".formatted(vector.id(), profile));
        for (Step step : steps) {
            String text = step.instruction().map(Instruction::text).orElse("(nothing fetched)");
            lines.addAll(Wrap.after(heading(step), text));
            if (withRules && !step.rules().isEmpty()) {
                lines.addAll(Wrap.after(
                        INDENT + "rules: ",
                        step.rules().stream().map(Decision::toString).collect(Collectors.joining(" "))));
            }
            for (Happening happening : step.happenings()) {
                int colon = happening.text().indexOf(": ") + 2;
                lines.addAll(Wrap.after(
                        INDENT + happening.text().substring(0, colon < 2 ? 0 : colon),
                        happening.text().substring(colon < 2 ? 0 : colon)));
            }
            for (Change change : step.registers()) {
                lines.addAll(Wrap.after(
                        INDENT,
                        "%s %s".formatted(change.name(), change(change.name(), change.before(), change.after()))));
            }
            for (MemoryChange change : step.memory()) {
                String name = change.field().orElse("");
                String what = name.isEmpty() ? (change.size() == 1 ? "1 byte" : change.size() + " bytes") : name;
                lines.addAll(Wrap.after(
                        INDENT,
                        "memory 0x%x, %s: %s"
                                .formatted(change.at(), what, change(name, change.before(), change.after()))));
            }
        }
        String where = new Places(vector)
                .at(end.rip())
                .map(place -> " (" + place + ")")
                .orElse("");
        lines.add("ended: %s at 0x%x%s after %d steps".formatted(end.how(), end.rip(), where, end.steps()));
        if (!end.detail().isEmpty()) {
            lines.addAll(Wrap.after(INDENT, end.detail()));
        }
        lines.addAll(end.dump());
        return lines;
    }

    private static String heading(Step step) {
        String bytes = step.instruction().map(Instruction::bytes).orElse("");
        return "%4d  %-5s CPL %d  %-13s %04x:%016x  %-20s  "
                .formatted(
                        step.number(),
                        step.inGuest() ? "guest" : "host",
                        step.cpl(),
                        step.mode(),
                        step.cs(),
                        step.rip(),
                        bytes);
    }

    private static String change(String name, long before, long after) {
        String meaning = Meaning.of(name, after);
        return "0x%x -> 0x%x%s".formatted(before, after, meaning.isEmpty() ? "" : " (" + meaning + ")");
    }
}
