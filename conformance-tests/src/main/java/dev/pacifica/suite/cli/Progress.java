package dev.pacifica.suite.cli;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.vector.Vector;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on a terminal how far a run has come; silent elsewhere. */
final class Progress implements Target.Listener, AutoCloseable {
    private final ProgressBar bar;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    static Progress of(int vectors) {
        if (System.console() == null) {
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
        }
    }

    @Override
    public void finished(Result result) {
        if (bar != null) {
            bar.step();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
