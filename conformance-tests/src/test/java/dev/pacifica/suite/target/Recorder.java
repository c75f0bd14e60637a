package dev.pacifica.suite.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps what a target reports, and checks that no vector has two results. */
final class Recorder implements Target.Listener {
    final List<String> started = new ArrayList<>();
    final Map<String, Result> results = new LinkedHashMap<>();
    private final Consumer<Vector> onStart;

    Recorder() {
        this(vector -> {});
    }

    Recorder(Consumer<Vector> onStart) {
        this.onStart = onStart;
    }

    @Override
    public void started(Vector vector) {
        started.add(vector.id());
        onStart.accept(vector);
    }

    @Override
    public void finished(Result result) {
        assertThat(results).doesNotContainKey(result.vector().id());
        results.put(result.vector().id(), result);
    }
}
