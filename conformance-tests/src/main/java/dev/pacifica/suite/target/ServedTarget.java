package dev.pacifica.suite.target;

import dev.pacifica.suite.vector.Vector;
import java.util.List;

/** An emulator that is given the vectors one by one over COM1 instead of all at once in its image. */
public final class ServedTarget implements Target {
    private final ImageTarget target;

    public ServedTarget(ImageTarget target) {
        this.target = target;
    }

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public void run(List<Vector> vectors, Listener listener) {
        try (ServedSession session = new ServedSession(target)) {
            for (Vector vector : vectors) {
                listener.started(vector);
                Result result = ImageTarget.needsSignal(vector)
                        ? Result.notApplicable(vector, ImageTarget.NO_SIGNALS)
                        : session.run(vector);
                session.processor().ifPresent(listener::identified);
                listener.finished(result);
            }
        }
    }
}
