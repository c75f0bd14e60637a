package dev.pacifica.suite.cli;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.Vector;
import java.util.HashSet;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how far a run has come; silent elsewhere. */
final class Progress implements Target.Listener, AutoCloseable {
    private final @Nullable ProgressBar bar;
    /** IDs of the vectors that have been started and have no result; one may be started again after its neighbour killed the emulator. */
    private final Set<String> started = new HashSet<>();

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    static Progress of(int vectors) {
        if (!Boolean.getBoolean("pacifica.terminal")) { // the launcher knows; System.console() does not, from JDK 22 on
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName("vectors")
                .setInitialMax(vectors)
                .setStyle(ProgressBarStyle.ASCII)
                .clearDisplayOnFinish()
                .build());
    }

    @Override
    public void started(Vector vector) {
        if (bar != null) {
            bar.setExtraMessage(vector.id());
            if (started.add(vector.id())) {
                bar.step();
            }
        }
    }

    /** Emulators give final results in lumps, so the bar follows the starts. */
    @Override
    public void finished(Result result) {
        started.remove(result.vector().id()); // if it starts again, it is being repeated
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
