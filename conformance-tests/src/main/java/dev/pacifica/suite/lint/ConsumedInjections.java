package dev.pacifica.suite.lint;

import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import java.util.List;
import java.util.function.BiConsumer;

/** An exit clears V of an EVENTINJ that was used; what becomes of its other bits is open (EXIT-13), so no outcome may compare them. */
final class ConsumedInjections {
    private static final long V = 1L << 31;

    private ConsumedInjections() {}

    static void check(Vector vector, BiConsumer<String, String> complaints) {
        for (VmcbContent vmcb : vector.vmcbs()) {
            if ((vmcb.fields().getOrDefault("EVENTINJ", 0L) & V) != 0) {
                Subject field = Subject.parse("vmcb@0x%x.EVENTINJ".formatted(vmcb.at()));
                for (int i = 0; i < vector.cases().size(); i++) {
                    List<Outcome> outcomes = vector.cases().get(i).outcomes();
                    for (int j = 0; j < outcomes.size(); j++) {
                        if (comparesRest(vector, outcomes.get(j), field)) {
                            complaints.accept(
                                    "cases[%d].outcomes[%d].unspecified".formatted(i, j),
                                    ("'%s' is compared beyond V after the event was injected, but EXIT-13 leaves the rest open;"
                                                    + " add the mask event-injection-consumed")
                                            .formatted(field));
                        }
                    }
                }
            }
        }
    }

    private static boolean comparesRest(Vector vector, Outcome outcome, Subject field) {
        long left = Judge.value(field, new Observation(outcome.ended(), States.permitted(vector, outcome), List.of()));
        long compared =
                Judge.value(field, new Observation(outcome.ended(), States.compared(vector, outcome), List.of()));
        return (left & V) == 0 && (compared & ~V) != 0;
    }
}
