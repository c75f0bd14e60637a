package dev.pacifica.suite.image;

import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import dev.pacifica.suite.verdict.VectorState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Follows one boot of an image through its frames, and says what each vector did. A second hello means that the machine was reset.
 * Where the image is served, vectors are made known one by one ({@link #expect}).
 */
public final class BatchRun {
    /** Receives what the frames tell. */
    public interface Listener {
        /** {@code vector} is about to run. */
        void started(Vector vector);

        /** {@code vector} is not applicable to this processor. */
        void notApplicable(Vector vector, String reason);

        /** {@code vector} ended as {@code seen} on a processor to which {@code applicable} applies. */
        void observed(Vector vector, Case applicable, Observation seen);

        /** What came for {@code vector} cannot be relied upon: lines were lost, or the harness contradicts itself. */
        void unreliable(Vector vector, String reason);

        /** Stray writes were searched for: the vectors since the last search left none, or one at this address. */
        void swept(OptionalLong stray);
    }

    /** How far the boot has come. */
    public enum Phase {
        /** No hello yet. */
        BOOTING,
        /** Vectors run. */
        RUNNING,
        /** All vectors are done. */
        FINISHED,
        /** A second hello: the machine was reset. */
        RESET,
        /** The harness took an exception of its own, or does not fit this class; {@link #fault()} says which. */
        FAULTED
    }

    private final int announced;
    private final Map<Integer, Vector> vectors = new HashMap<>();
    private final boolean reportAll;
    private final Listener listener;
    private final Processor processor = new Processor();
    private Phase phase = Phase.BOOTING;
    private String fault = "";
    private final List<Long> strays = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // there is one from the first heartbeat on
    private Vector current;

    private int currentIndex;

    @SuppressWarnings("NullAway.Init") // there is one from the first heartbeat on
    private VectorState state;

    private boolean open;
    private boolean damaged;
    private boolean truncated;

    /**
     * @param vectors what the image carries, in order
     * @param reportAll as the image was built; without it the observation of a conforming vector is the outcome that it matched
     */
    public BatchRun(List<Vector> vectors, boolean reportAll, Listener listener) {
        this(vectors.size(), reportAll, listener);
        for (int index = 0; index < vectors.size(); index++) {
            this.vectors.put(index, vectors.get(index));
        }
    }

    private BatchRun(int announced, boolean reportAll, Listener listener) {
        this.announced = announced;
        this.reportAll = reportAll;
        this.listener = listener;
    }

    /** The boot of an image that is served. */
    public static BatchRun served(Listener listener) {
        return new BatchRun(0, true, listener);
    }

    /** From now on {@code index} means {@code vector}, and no other index means anything. */
    public void expect(int index, Vector vector) {
        vectors.clear();
        vectors.put(index, vector);
    }

    public Phase phase() {
        return phase;
    }

    /** What happened to the harness, if {@link Phase#FAULTED}. */
    public String fault() {
        return fault;
    }

    /** What the processor says about itself, as far as it has. */
    public Processor processor() {
        return processor;
    }

    /** The vector of the last heartbeat, whether or not its verdict has come. */
    public Optional<Vector> current() {
        return Optional.ofNullable(current);
    }

    /** Takes the next frame. After {@link Phase#FINISHED}, {@link Phase#RESET} or {@link Phase#FAULTED} nothing more matters. */
    public void accept(Frame frame) {
        boolean mayComeFirst = frame instanceof Frame.Hello || frame instanceof Frame.NoLongMode;
        if (phase == Phase.BOOTING && !mayComeFirst || phase.compareTo(Phase.RUNNING) > 0) {
            return;
        }
        if (frame instanceof Frame.Hello hello) {
            hello(hello);
        } else if (frame instanceof Frame.Cpuid leaf) {
            processor.add(leaf);
        } else if (frame instanceof Frame.Heartbeat heartbeat) {
            heartbeat(heartbeat.index());
        } else if (frame instanceof Frame.NotApplicable none) {
            if (closes(none.index())) {
                notApplicable(none.requirement());
            }
        } else if (frame instanceof Frame.Changed changed) {
            change(changed);
        } else if (frame instanceof Frame.Truncated) {
            truncated = true;
        } else if (frame instanceof Frame.Conforming conforming) {
            if (closes(conforming.index())) {
                verdict(conforming.outcome());
            }
        } else if (frame instanceof Frame.Diverging diverging) {
            if (closes(diverging.index())) {
                verdict(-1);
            }
        } else if (frame instanceof Frame.Swept swept) {
            abandon();
            listener.swept(swept.stray());
        } else if (frame instanceof Frame.HarnessFault own) {
            fault("the harness itself took exception %d, error code 0x%x, at 0x%x"
                    .formatted(own.vector(), own.errorCode(), own.rip()));
        } else if (frame instanceof Frame.NoLongMode) {
            fault("the processor has no long mode, which the harness needs");
        } else if (frame instanceof Frame.Waiting) {
            abandon();
        } else if (frame instanceof Frame.Bye) {
            abandon();
            phase = Phase.FINISHED;
        } else {
            damaged = true;
        }
    }

    private void hello(Frame.Hello hello) {
        if (phase == Phase.RUNNING) {
            phase = Phase.RESET;
        } else if (hello.format() != Frame.FORMAT || hello.vectors() != announced) {
            fault("the hello announces format %d and %d vectors; expected format %d and %d vectors"
                    .formatted(hello.format(), hello.vectors(), Frame.FORMAT, announced));
        } else {
            phase = Phase.RUNNING;
        }
    }

    private void fault(String reason) {
        fault = reason;
        phase = Phase.FAULTED;
    }

    private void heartbeat(int index) {
        abandon();
        Vector vector = vectors.get(index);
        if (vector == null) {
            return;
        }
        currentIndex = index;
        current = vector;
        state = States.initial(current);
        strays.clear();
        open = true;
        damaged = false;
        truncated = false;
        listener.started(current);
    }

    /** Gives up a vector whose verdict never came. */
    private void abandon() {
        if (open) {
            open = false;
            listener.unreliable(current, "garbled: its verdict was lost on the line");
        }
    }

    private boolean closes(int index) {
        boolean closes = open && index == currentIndex;
        open &= !closes;
        return closes;
    }

    private void notApplicable(int requirement) {
        if (requirement < 0 || requirement >= current.requires().size()) {
            listener.unreliable(current, "harness error: it names a requirement that the vector does not have");
        } else {
            listener.notApplicable(
                    current, processor.complaint(current.requires().get(requirement)));
        }
    }

    private void change(Frame.Changed changed) {
        if (!open || changed.index() != currentIndex) {
            damaged = true;
        } else if (state.covers(changed.address())) {
            state.setQword(changed.address(), changed.value());
        } else {
            strays.add(changed.address()); // in a guard page
        }
    }

    /** The verdict of the image: the number of the matching outcome, or -1. It is held against the one made here. */
    private void verdict(int number) {
        Optional<Case> applicable = processor.applicable(current);
        List<Outcome> all = current.cases().stream()
                .flatMap(alternative -> alternative.outcomes().stream())
                .toList();
        if (applicable.isEmpty()) {
            listener.unreliable(
                    current, "no case of the vector applies to this processor; one of its guards should hold");
            return;
        }
        if (number >= all.size()) {
            listener.unreliable(current, "harness error: it names an outcome that the vector does not have");
            return;
        }
        if (number >= 0 && !reportAll) {
            Outcome matched = all.get(number);
            listener.observed(
                    current,
                    applicable.get(),
                    new Observation(matched.ended(), States.permitted(current, matched), List.of()));
            return;
        }
        Optional<Ended> ended = ended();
        if (ended.isEmpty()) {
            listener.unreliable(current, lost("it does not say how the vector ended"));
            return;
        }
        Observation seen = new Observation(ended.get(), state, List.copyOf(strays));
        List<Outcome> expected = number < 0 ? List.of() : List.of(all.get(number));
        List<Outcome> found = applicable.get().outcomes().stream()
                .filter(outcome -> Judge.differences(current, outcome, seen).isEmpty())
                .toList();
        if (found.containsAll(expected) && (found.isEmpty() == expected.isEmpty() || truncated)) {
            listener.observed(current, applicable.get(), seen);
        } else {
            listener.unreliable(
                    current,
                    lost("it says " + (number < 0 ? "that no outcome matches" : "that outcome " + number + " matches")
                            + ", but the state that it reports says "
                            + (found.isEmpty() ? departure(expected.get(0), seen) : "that one does")));
        }
    }

    private String departure(Outcome outcome, Observation seen) {
        return Judge.differences(current, outcome, seen).get(0).toString();
    }

    private String lost(String contradiction) {
        return damaged ? "garbled: lines were lost" : "harness error: " + contradiction;
    }

    private Optional<Ended> ended() {
        return Stream.of(Ended.END, Ended.EXCEPTION)
                .filter(ended -> States.endedCode(ended) == state.slot(Slot.ENDED))
                .findFirst();
    }
}
