package dev.pacifica.suite.target;

import dev.pacifica.suite.image.BatchRun;
import dev.pacifica.suite.image.BatchRun.Phase;
import dev.pacifica.suite.image.Frame;
import dev.pacifica.suite.image.FrameParser;
import dev.pacifica.suite.vector.Vector;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Follows one start of an emulator until the image is done or something is wrong. */
final class Boot {
    /** How a boot ended. */
    enum End {
        /** All vectors are done. */
        FINISHED,
        /** The emulator ended by itself before that. */
        DIED,
        /** No frame came for too long. */
        SILENT,
        /** It closed its serial line, and went on without. */
        CLOSED,
        /** The machine was reset: the image said hello again. */
        RESET,
        /** The harness says that something is wrong with itself. */
        FAULTED
    }

    /** From its start to the hello of the image an emulator may take longer, by this factor. */
    private static final int PATIENCE_AT_START = 3;

    /** Where silence is what is waited for, it is believed sooner, by this factor. */
    private static final int HASTE_FOR_SILENCE = 5;

    private static final long POLL_MILLISECONDS = 5;
    private static final long LAST_MILLISECONDS = 2000;

    private final EmulatorProcess emulator;
    private final Incoming incoming;
    private final BatchRun run;
    private final Consumer<Frame> frames;
    private final Duration silence;
    private final FrameParser parser = new FrameParser();

    /** Follows what the emulator writes to its file. */
    Boot(EmulatorProcess emulator, BatchRun run, Duration silence) {
        this(emulator, emulator, run, run::accept, silence);
    }

    /**
     * @param incoming where the frames come from
     * @param frames gets every frame, and hands those that {@code run} knows on to it
     */
    Boot(EmulatorProcess emulator, Incoming incoming, BatchRun run, Consumer<Frame> frames, Duration silence) {
        this.emulator = emulator;
        this.incoming = incoming;
        this.run = run;
        this.frames = frames;
        this.silence = silence;
    }

    /** Waits for the end. */
    End follow() {
        return follow(() -> false, this::limit).orElseThrow();
    }

    /**
     * Waits until {@code done}, and returns nothing then, or for the end: it is silence after as long without a frame as
     * {@code limit} says at that time.
     */
    Optional<End> follow(BooleanSupplier done, Supplier<Duration> limit) {
        long lastFrame = System.nanoTime();
        while (true) {
            boolean alive = emulator.isAlive(); // asked before reading, so that nothing sent before the end is missed
            byte[] bytes = incoming.received();
            for (Frame frame : parser.feed(bytes, bytes.length)) {
                frames.accept(frame);
                if (!(frame instanceof Frame.Noise)) {
                    lastFrame = System.nanoTime();
                }
            }
            Optional<End> end = end();
            if (end.isPresent() || done.getAsBoolean()) {
                return end;
            }
            if (bytes.length == 0) {
                if (!alive) {
                    return Optional.of(End.DIED);
                }
                if (incoming.isClosed()) {
                    emulator.await(LAST_MILLISECONDS); // a dying process closes the line first
                    return Optional.of(emulator.isAlive() ? End.CLOSED : End.DIED);
                }
                incoming.await(POLL_MILLISECONDS);
            }
            if (System.nanoTime() - lastFrame > limit.get().toNanos()) {
                return Optional.of(End.SILENT);
            }
        }
    }

    private Optional<End> end() {
        return switch (run.phase()) {
            case FINISHED -> Optional.of(End.FINISHED);
            case RESET -> Optional.of(End.RESET);
            case FAULTED -> Optional.of(End.FAULTED);
            case BOOTING, RUNNING -> Optional.empty();
        };
    }

    /** What happened, for a person. */
    String describe(End end) {
        String last = emulator.lastLines();
        String quote = last.isEmpty() ? "" : "; it said: " + last;
        String noise = parser.noise() == 0 ? "" : "; %d bytes were no frame".formatted(parser.noise());
        return switch (end) {
            case FINISHED -> "the harness says that all vectors are done";
            case DIED -> "the emulator ended with exit code " + emulator.exitCode() + quote;
            case SILENT -> "no frame came for " + limit().toSeconds() + " s" + noise + quote;
            case CLOSED -> "the emulator closed its serial line" + quote;
            case RESET -> "the machine was reset";
            case FAULTED -> run.fault();
        };
    }

    /** How long there may be no frame now. */
    Duration limit() {
        return run.phase() == Phase.BOOTING
                ? silence.multipliedBy(PATIENCE_AT_START)
                : run.current().map(this::limit).orElse(silence);
    }

    /** How long there may be no frame while {@code vector} runs: less if it may leave the processor halted or hung. */
    Duration limit(Vector vector) {
        boolean maySilence = ImageTarget.endings(vector.cases().stream()).anyMatch(ImageTarget::isSilent);
        return maySilence ? silence.dividedBy(HASTE_FOR_SILENCE) : silence;
    }
}
