package dev.pacifica.suite.target;

import dev.pacifica.suite.image.BatchRun;
import dev.pacifica.suite.image.ImageBuilder;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Signal;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.verdict.Observation;
import dev.pacifica.suite.verdict.States;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A full-system emulator that boots the conformance image. It is started anew, in a private folder, whenever it has died or gone
 * silent; that costs the vector that ran, and no other. Vectors of the same boot whose results were not final yet run again.
 */
public abstract class ImageTarget implements Target {
    /** How long an emulator may send nothing while a vector runs, unless the target is told otherwise. */
    public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(20);

    static final int MOST_FAILED_STARTS = 2;

    /** Why a vector that needs it does not apply. */
    static final String NO_SIGNALS = "nothing can be signalled to an emulator from outside";

    /** A stray write is pinned down by running its neighbours again and looking more often. */
    private static final List<Integer> SWEEP_INTERVALS = List.of(ImageBuilder.DEFAULT_SWEEP_INTERVAL, 16, 1);

    private final Duration silence;

    ImageTarget(Duration silence) {
        this.silence = silence;
    }

    /** Says how to start the emulator on the image {@link EmulatorProcess#IMAGE} in {@code folder}. */
    abstract Launch launch(Path folder) throws IOException;

    /**
     * Says how to start the emulator on the image {@link EmulatorProcess#IMAGE} in {@code folder}, with its COM1 connected, as a
     * client, to TCP port {@code port} of 127.0.0.1.
     */
    abstract Launch launchServed(Path folder, int port) throws IOException;

    final Duration silence() {
        return silence;
    }

    /** What to do if the program cannot be started. */
    abstract String advice();

    /**
     * Whether the end of the emulator shows that the processor shut down or was reset.
     *
     * @param exitCode of the emulator
     * @param log the last that it said
     * @param permitted whether the vector that ran may shut the processor down
     */
    abstract boolean hasShutDown(int exitCode, String log, boolean permitted);

    @Override
    public final void run(List<Vector> vectors, Listener listener) {
        for (Vector vector : vectors) {
            if (needsSignal(vector)) {
                listener.started(vector);
                listener.finished(Result.notApplicable(vector, NO_SIGNALS));
            }
        }
        List<Vector> possible =
                vectors.stream().filter(vector -> !needsSignal(vector)).toList();
        runAll(possible.stream().filter(vector -> !mayEndTheBoot(vector)).toList(), listener);
        possible.stream().filter(ImageTarget::mayEndTheBoot).forEach(vector -> runAll(List.of(vector), listener));
    }

    /** Whether something has to be signalled from outside. */
    static boolean needsSignal(Vector vector) {
        return vector.events().stream().anyMatch(event -> event instanceof Signal);
    }

    /** Whether an outcome of {@code vector} leaves no harness to go on with. */
    private static boolean mayEndTheBoot(Vector vector) {
        return endings(vector.cases().stream()).anyMatch(ended -> States.endedCode(ended) < 0);
    }

    static Stream<Ended> endings(Stream<Case> cases) {
        return cases.flatMap(alternative -> alternative.outcomes().stream()).map(Vector.Outcome::ended);
    }

    /** Whether a processor that ended so says nothing more. */
    static boolean isSilent(Ended ended) {
        return ended == Ended.HALTED || ended == Ended.HUNG;
    }

    private void runAll(List<Vector> vectors, Listener listener) {
        List<Vector> left = vectors;
        for (int sweepInterval : SWEEP_INTERVALS) {
            left = runUntilDone(left, sweepInterval, listener);
        }
    }

    /** Boots until every vector has a result or is a suspect; returns the suspects. */
    private List<Vector> runUntilDone(List<Vector> vectors, int sweepInterval, Listener listener) {
        Ledger ledger = new Ledger(vectors, listener);
        int failedStarts = 0;
        while (!ledger.left().isEmpty()) {
            int before = ledger.left().size();
            String failure = boot(ledger, sweepInterval, listener);
            failedStarts = ledger.left().size() < before ? 0 : failedStarts + 1;
            if (failedStarts == MOST_FAILED_STARTS) {
                throw new TargetException(
                        "%s did not start the image, twice: %s. %s".formatted(name(), failure, advice()));
            }
        }
        return ledger.suspects();
    }

    /** One boot with the vectors that are left. Returns how it ended, for a person. */
    private String boot(Ledger ledger, int sweepInterval, Listener listener) {
        List<Vector> aboard = ledger.left();
        BatchRun run = new BatchRun(aboard, true, ledger);
        byte[] image = ImageBuilder.build(aboard, true, sweepInterval);
        try (EmulatorProcess emulator = EmulatorProcess.start(image, this::launch)) {
            Boot boot = new Boot(emulator, run, silence);
            Boot.End end = boot.follow();
            listener.identified(run.processor().numbers());
            String description = boot.describe(end);
            ledger.bootEnded();
            if (end == Boot.End.FINISHED) {
                ledger.left()
                        .forEach(vector -> ledger.finish(
                                Result.lost(vector, Verdict.CRASHED, "garbled: its heartbeat was lost on the line")));
            } else {
                run.current()
                        .filter(ledger::isLeft)
                        .ifPresent(vector -> ledger.finish(fate(vector, run, end, description, emulator)));
            }
            return description;
        } catch (IOException e) {
            throw new TargetException("the emulator cannot be started: " + e.getMessage() + ". " + advice());
        }
    }

    /** The result of the vector during which a boot ended. */
    Result fate(Vector vector, BatchRun run, Boot.End end, String description, EmulatorProcess emulator) {
        Optional<Case> applicable = run.processor().applicable(vector);
        Optional<Ended> ended = applicable.flatMap(alternative -> ended(alternative, end, emulator));
        if (ended.isPresent()) {
            Observation seen = new Observation(ended.get(), States.initial(vector), List.of());
            return Result.judge(vector, applicable.get(), seen);
        }
        return Result.lost(vector, end == Boot.End.SILENT ? Verdict.HUNG : Verdict.CRASHED, description);
    }

    /** The ending of a vector that the end of the boot shows, if it shows the processor and not the emulator. */
    private Optional<Ended> ended(Case applicable, Boot.End end, EmulatorProcess emulator) {
        return switch (end) {
            case RESET -> Optional.of(Ended.SHUTDOWN);
            case DIED -> {
                boolean permitted = endings(Stream.of(applicable)).anyMatch(Ended.SHUTDOWN::equals);
                yield hasShutDown(emulator.exitCode(), emulator.log(), permitted)
                        ? Optional.of(Ended.SHUTDOWN)
                        : Optional.empty();
            }
            case SILENT ->
                endings(Stream.of(applicable)).filter(ImageTarget::isSilent).findFirst();
            default -> Optional.empty();
        };
    }
}
