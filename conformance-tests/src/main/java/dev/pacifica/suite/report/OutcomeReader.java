package dev.pacifica.suite.report;

import dev.pacifica.suite.report.Report.Change;
import dev.pacifica.suite.report.Report.PermittedOutcome;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.vector.Mask;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.VmcbLayout;
import dev.pacifica.suite.verdict.Difference;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lays a permitted outcome beside what was seen, by the names of registers and VMCB fields. */
final class OutcomeReader {
    private final Vector vector;
    private final Outcome outcome;
    private final VectorState initial;
    private final Map<String, Change> changes = new LinkedHashMap<>();

    private OutcomeReader(Vector vector, Outcome outcome) {
        this.vector = vector;
        this.outcome = outcome;
        this.initial = States.initial(vector);
    }

    static PermittedOutcome read(Result result, Case one, Outcome outcome) {
        OutcomeReader reader = new OutcomeReader(result.vector(), outcome);
        reader.readChanges();
        result.differences().forEach(reader::readDifference);
        return new PermittedOutcome(
                DetailsReader.texts(one.when()),
                List.copyOf(reader.changes.values()),
                outcome.unspecified().stream().map(OutcomeReader::mask).toList(),
                outcome.choices().stream().map(Choice::inWords).toList());
    }

    private void readChanges() {
        permit("ended", "", name(outcome.ended()));
        outcome.registers().forEach((slot, value) -> permit(slot.registerName(), initial.slot(slot), value));
        outcome.vmcbs()
                .forEach(vmcb -> vmcb.fields().forEach((name, value) -> {
                    Subject subject =
                            new Subject.Field(vmcb.at(), VmcbLayout.published().field(name));
                    permit(subject.toString(), field(vmcb.at(), name), value);
                }));
        VectorState permitted = initial.copy();
        for (MemoryContent memory : outcome.memory()) {
            permitted.write(memory.at(), memory.bytes().toArray());
            long end = memory.at() + memory.bytes().length();
            for (long address = memory.at() & -8; address < end; address += 8) {
                permit(new Subject.Memory(address).toString(), initial.qword(address), permitted.qword(address));
            }
        }
    }

    private long field(long vmcb, String name) {
        return vector.vmcbs().stream()
                .filter(content -> content.at() == vmcb)
                .map(content -> content.fields().getOrDefault(name, 0L))
                .findFirst()
                .orElse(0L);
    }

    private void permit(String subject, long before, long permitted) {
        permit(subject, DetailsReader.hex(before), DetailsReader.hex(permitted));
    }

    private void permit(String subject, String before, String permitted) {
        changes.put(subject, new Change(subject, before, permitted, "", false));
    }

    /** What differs without being listed in the outcome was not permitted to change: it had the permitted value before. */
    private void readDifference(Difference difference) {
        Change known = changes.get(difference.subject());
        String before = known == null ? difference.permitted() : known.before();
        changes.put(
                difference.subject(),
                new Change(difference.subject(), before, difference.permitted(), difference.seen(), true));
    }

    private static String mask(String name) {
        Mask mask = Mask.of(name);
        return "%s (%s)".formatted(mask.title(), mask.rule());
    }

    private static String name(Ended ended) {
        return ended.name().toLowerCase(Locale.ROOT);
    }
}
