package dev.pacifica.suite.target;

import dev.pacifica.suite.vector.Vector;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A live emulator that runs vectors as they come, so that a property can shrink against it:
 *
 * <pre>{@code
 * try (ServedSession session = new ServedSession(new QemuTarget())) {
 *     assertThat(session.run(vector).verdict()).isEqualTo(Verdict.CONFORMING);
 * }
 * }</pre>
 *
 * <p>The emulator starts with the first vector. One that it does not survive costs that vector only: the next starts it anew. Stray
 * writes are searched for after every vector. Not for use by several threads at once.
 */
public final class ServedSession implements AutoCloseable {
    private final ImageTarget target;
    private Optional<ServedBoot> current = Optional.empty();

    public ServedSession(ImageTarget target) {
        this.target = target;
    }

    /**
     * Runs {@code vector}; there is a result whatever happens to the emulator.
     *
     * @throws TargetException if the emulator cannot be started
     * @throws IllegalArgumentException if the vector cannot be packed
     */
    public Result run(Vector vector) {
        ServedBoot boot = current.orElseGet(this::start);
        Result result = boot.run(vector);
        if (boot.isOver()) {
            close();
        }
        return result;
    }

    /** The number at each name that conditions may use; nothing before the first vector and while the emulator is being restarted. */
    Optional<SortedMap<String, Long>> processor() {
        return current.map(ServedBoot::processor);
    }

    private ServedBoot start() {
        String failure = "";
        for (int attempt = 0; attempt < ImageTarget.MOST_FAILED_STARTS; attempt++) {
            ServedBoot boot = boot();
            current = Optional.of(boot);
            Optional<String> trouble = boot.awaitHarness();
            if (trouble.isEmpty()) {
                return boot;
            }
            failure = trouble.get();
            close();
        }
        throw new TargetException(
                "%s did not start the image, twice: %s. %s".formatted(target.name(), failure, target.advice()));
    }

    private ServedBoot boot() {
        try {
            return ServedBoot.start(target);
        } catch (IOException e) {
            throw new TargetException("the emulator cannot be started: " + e.getMessage() + ". " + target.advice());
        }
    }

    /** Ends the emulator. */
    @Override
    public void close() {
        current.ifPresent(ServedBoot::close);
        current = Optional.empty();
    }
}
