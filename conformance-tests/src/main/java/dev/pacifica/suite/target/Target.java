package dev.pacifica.suite.target;

import dev.pacifica.suite.vector.Vector;
import java.util.List;
import java.util.Map;

/** An implementation under test. */
public interface Target {
    /** Short name for reports, with the version where one can be had, such as {@code qemu 7.2.22}. */
    String name();

    /**
     * Puts {@code vectors} to the implementation, and hands each result to {@code listener} as soon as it is there. Every vector gets
     * exactly one result, whatever happens to the implementation meanwhile.
     *
     * @throws TargetException if the implementation cannot be run at all
     */
    void run(List<Vector> vectors, Listener listener);

    /**
     * One screen for a person: the state of the machine at the end of a vector that came to a bad end, and its last instructions. Nothing
     * where the target cannot tell, or the vector ended as vectors do.
     *
     * @param result of this target
     */
    default List<String> lastState(Result result) {
        return List.of();
    }

    /** Receives what happens. */
    interface Listener {
        /** {@code vector} is about to run. */
        void started(Vector vector);

        /**
         * The processor says this about itself: the number at each name of {@code conditions.json}. Told at least once before the
         * target is done; a target that can be several processors tells it before each result that it holds for.
         */
        default void identified(Map<String, Long> processor) {}

        /** {@code result} is final. */
        void finished(Result result);
    }
}
