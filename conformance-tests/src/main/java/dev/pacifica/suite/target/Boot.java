package dev.pacifica.suite.target;

import dev.pacifica.suite.image.BatchRun;
import dev.pacifica.suite.image.BatchRun.Phase;
import dev.pacifica.suite.image.Frame;
import dev.pacifica.suite.image.FrameParser;
import java.time.Duration;

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
        /** The machine was reset: the image said hello again. */
        RESET,
        /** The harness says that something is wrong with itself. */
        FAULTED
    }

    /** From its start to the hello of the image an emulator may take longer, by this factor. */
    private static final int PATIENCE_AT_START = 3;

    private static final long POLL_MILLISECONDS = 5;

    private final EmulatorProcess emulator;
    private final BatchRun run;
    private final Duration silence;
    private final FrameParser parser = new FrameParser();

    Boot(EmulatorProcess emulator, BatchRun run, Duration silence) {
        this.emulator = emulator;
        this.run = run;
        this.silence = silence;
    }

    /** Waits for the end. */
    End follow() {
        long lastFrame = System.nanoTime();
        while (true) {
            boolean alive = emulator.isAlive(); // asked before reading, so that nothing sent before the end is missed
            byte[] bytes = emulator.received();
            for (Frame frame : parser.feed(bytes, bytes.length)) {
                run.accept(frame);
                if (!(frame instanceof Frame.Noise)) {
                    lastFrame = System.nanoTime();
                }
            }
            switch (run.phase()) {
                case FINISHED -> {
                    return End.FINISHED;
                }
                case RESET -> {
                    return End.RESET;
                }
                case FAULTED -> {
                    return End.FAULTED;
                }
                default -> {
                    if (bytes.length == 0 && !alive) {
                        return End.DIED;
                    }
                    if (System.nanoTime() - lastFrame > limit().toNanos()) {
                        return End.SILENT;
                    }
                }
            }
            if (bytes.length == 0) {
                emulator.await(POLL_MILLISECONDS);
            }
        }
    }

    /** What happened, for a person. */
    String describe(End end) {
        String last = emulator.lastLines();
        String quote = last.isEmpty() ? "" : "; it said: " + last;
        String noise = parser.noise() == 0 ? "" : "; %d bytes were no frame".formatted(parser.noise());
        return switch (end) {
            case FINISHED -> "finished";
            case DIED -> "the emulator ended with exit code " + emulator.exitCode() + quote;
            case SILENT -> "no frame came for " + limit().toSeconds() + " s" + noise + quote;
            case RESET -> "the machine was reset";
            case FAULTED -> run.fault();
        };
    }

    private Duration limit() {
        return run.phase() == Phase.BOOTING ? silence.multipliedBy(PATIENCE_AT_START) : silence;
    }
}
