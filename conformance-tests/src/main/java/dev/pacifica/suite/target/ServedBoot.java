package dev.pacifica.suite.target;

import dev.pacifica.suite.image.BatchRun;
import dev.pacifica.suite.image.Frame;
import dev.pacifica.suite.image.ImageBuilder;
import dev.pacifica.suite.image.Request;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.verdict.Observation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/** One start of an emulator whose harness takes vectors over COM1, one by one, until one of them ends it. */
final class ServedBoot implements BatchRun.Listener, AutoCloseable {
    /** How often a request is sent before it is given up. The harness takes copies of one request only once. */
    static final int MOST_ATTEMPTS = 4;

    /** More frames than any vector has; a harness that sends so many is out of its mind. */
    private static final int MOST_FRAMES = 2 * Frame.MAX_CHANGES;

    private final ImageTarget target;
    private final SerialLine line;
    private final EmulatorProcess emulator;
    private final BatchRun run = BatchRun.served(this);
    private final Boot boot;
    private final Target.Listener results = new Target.Listener() {
        @Override
        public void started(Vector vector) {}

        @Override
        public void finished(Result last) {
            result = Optional.of(last);
        }
    };
    private Optional<Ledger> ledger = Optional.empty();
    private Optional<Result> result = Optional.empty();
    private int index;
    private int frames;
    private boolean taken;
    private boolean refused;
    private boolean waiting;
    private boolean over;

    private ServedBoot(ImageTarget target, SerialLine line, EmulatorProcess emulator) {
        this.target = target;
        this.line = line;
        this.emulator = emulator;
        this.boot = new Boot(emulator, line, run, this::accept, target.silence());
    }

    /**
     * Starts the emulator.
     *
     * @throws IOException if it cannot be started
     */
    static ServedBoot start(ImageTarget target) throws IOException {
        SerialLine line = SerialLine.listen();
        try {
            return new ServedBoot(
                    target,
                    line,
                    EmulatorProcess.start(ImageBuilder.served(), folder -> target.launchServed(folder, line.port())));
        } catch (IOException | RuntimeException e) {
            line.close();
            throw e;
        }
    }

    /** Waits until the harness takes vectors. Returns what went wrong, for a person; empty if nothing did. */
    Optional<String> awaitHarness() {
        Optional<Boot.End> end = boot.follow(() -> waiting, boot::limit);
        if (end.isPresent()) {
            return end.map(boot::describe)
                    .map(text -> line.wasConnected() ? text : text + "; nothing connected to its COM1");
        }
        boolean understood =
                run.phase() == BatchRun.Phase.RUNNING && run.processor().isComplete();
        return understood ? Optional.empty() : Optional.of("garbled: lines of its hello were lost");
    }

    /** The number at each name that conditions may use, once {@link #awaitHarness} found nothing wrong. */
    SortedMap<String, Long> processor() {
        return run.processor().numbers();
    }

    /** Runs {@code vector}, whatever becomes of the emulator. */
    Result run(Vector vector) {
        ledger = Optional.of(new Ledger(List.of(vector), results));
        result = Optional.empty();
        index++;
        frames = 0;
        taken = false;
        waiting = false;
        run.expect(index, vector);
        return submit(vector).or(() -> follow(vector)).orElseGet(() -> answer(vector));
    }

    /** Sends the request until the harness takes it. Returns the result if it never does. */
    private Optional<Result> submit(Vector vector) {
        byte[] request = Request.run(index, vector);
        Duration patience = target.silence().dividedBy(MOST_ATTEMPTS);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            refused = false;
            line.send(request);
            Optional<Boot.End> end = boot.follow(() -> taken || refused || isFlooded(), () -> patience);
            if (taken || isFlooded()) {
                return Optional.empty();
            }
            if (end.isPresent() && end.get() != Boot.End.SILENT) {
                return lost(
                        vector,
                        Verdict.CRASHED,
                        boot.describe(end.get()) + "; the harness had not taken the vector yet");
            }
        }
        return refused
                ? lost(
                        vector,
                        Verdict.CRASHED,
                        "garbled: the vector was sent %d times and arrived damaged each time".formatted(MOST_ATTEMPTS))
                : lost(
                        vector,
                        Verdict.HUNG,
                        "the vector was sent %d times within %d s, and the harness did not take it"
                                .formatted(MOST_ATTEMPTS, target.silence().toSeconds()));
    }

    /** Waits until the harness is done with the vector. Returns the result if it never is. */
    private Optional<Result> follow(Vector vector) {
        Optional<Boot.End> end = boot.follow(() -> waiting || isFlooded(), () -> boot.limit(vector));
        if (isFlooded()) {
            return lost(vector, Verdict.CRASHED, "garbled: the harness sends frames without end");
        }
        if (end.isEmpty() || result.isPresent() && end.get() == Boot.End.SILENT) {
            return Optional.empty();
        }
        over = true;
        return Optional.of(
                result.orElseGet(() -> target.fate(vector, run, end.get(), boot.describe(end.get()), emulator)));
    }

    private Optional<Result> lost(Vector vector, Verdict verdict, String reason) {
        over = true;
        return Optional.of(Result.lost(vector, verdict, reason));
    }

    /** The result of a vector of which the harness says that it is done with it. */
    private Result answer(Vector vector) {
        return result.orElseGet(() -> Result.lost(
                vector,
                Verdict.CRASHED,
                "garbled: its heartbeat, or the search for stray writes, was lost on the line"));
    }

    /** Whether the emulator can run no more vectors. */
    boolean isOver() {
        return over;
    }

    private boolean isFlooded() {
        return frames > MOST_FRAMES;
    }

    private void accept(Frame frame) {
        frames += frame instanceof Frame.Noise ? 0 : 1;
        if (frame instanceof Frame.Refused) {
            refused = true;
            return;
        }
        run.accept(frame);
        if (frame instanceof Frame.Waiting) {
            waiting |= taken || index == 0; // otherwise it is about a vector before
        }
    }

    @Override
    public void started(Vector vector) {
        taken = true;
    }

    @Override
    public void notApplicable(Vector vector, String reason) {
        ledger.ifPresent(one -> one.notApplicable(vector, reason));
    }

    @Override
    public void observed(Vector vector, Case applicable, Observation seen) {
        ledger.ifPresent(one -> one.observed(vector, applicable, seen));
    }

    @Override
    public void unreliable(Vector vector, String reason) {
        ledger.ifPresent(one -> one.unreliable(vector, reason));
    }

    @Override
    public void swept(OptionalLong stray) {
        taken = true; // even if the heartbeat was lost
        ledger.ifPresent(one -> one.swept(stray));
    }

    @Override
    public void close() {
        emulator.close();
        line.close();
    }
}
