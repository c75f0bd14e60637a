package dev.pacifica.suite.explain;

import dev.pacifica.suite.vector.Mask;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The permitted outcomes of a case: what changes, from what to what, and what is not compared. */
final class OutcomeLines {
    private final Vector vector;
    private final FieldLines fields;
    private final List<String> lines = new ArrayList<>();

    OutcomeLines(Vector vector, FieldLines fields) {
        this.vector = vector;
        this.fields = fields;
    }

    List<String> of(Case one) {
        int number = 1;
        for (Outcome outcome : one.outcomes()) {
            String which = one.outcomes().size() == 1 ? "" : "outcome %d: ".formatted(number++);
            lines.add("  " + which + "ends with " + VectorExplanation.name(outcome.ended()));
            for (Choice choice : outcome.choices()) {
                String time = choice.isOccurrence() ? ", time " + choice.occurrence() : "";
                lines.addAll(Wrap.after(
                        "    because ", "%s leaves it free%s: %s".formatted(choice.rule(), time, choice.answer())));
            }
            lines.addAll(fields.registers("    ", States.initial(vector)::slot, outcome.registers()));
            for (VmcbContent vmcb : outcome.vmcbs()) {
                lines.add("    VMCB at 0x%x".formatted(vmcb.at()));
                lines.addAll(fields.changedVmcb("      ", initial(vmcb.at()), vmcb.fields()));
            }
            memory(outcome);
            for (String name : outcome.unspecified()) {
                Optional.ofNullable(Mask.published().get(name))
                        .map(mask -> "%s (%s)".formatted(mask.title(), mask.rule()))
                        .ifPresent(text -> lines.addAll(Wrap.after("    not compared: ", text)));
            }
        }
        return lines;
    }

    /** Changed memory as aligned quadwords, which read better than the runs of bytes that happen to differ. */
    private void memory(Outcome outcome) {
        SortedSet<Long> quadwords = new TreeSet<>();
        for (MemoryContent memory : outcome.memory()) {
            for (int offset = 0; offset < memory.bytes().length(); offset++) {
                quadwords.add(memory.at() + offset & -8);
            }
        }
        if (!quadwords.isEmpty()) {
            VectorState before = States.initial(vector);
            VectorState after = States.permitted(vector, outcome);
            lines.add("    memory, in little-endian quadwords");
            for (long at : quadwords) {
                lines.addAll(Wrap.after(
                        "      0x%x  ".formatted(at),
                        "0x%x -> %s".formatted(before.qword(at), fields.value("", after.qword(at), -1))));
            }
        }
    }

    private Map<String, Long> initial(long vmcb) {
        return vector.vmcbs().stream()
                .filter(one -> one.at() == vmcb)
                .findFirst()
                .<Map<String, Long>>map(VmcbContent::fields)
                .orElse(Map.of());
    }
}
