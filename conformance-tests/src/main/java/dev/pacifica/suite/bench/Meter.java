package dev.pacifica.suite.bench;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.target.TargetException;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Measures one target. The amount of work is fitted to it, so that each program runs for about a second. */
final class Meter {
    /** Every how manieth golden vector is run: all of them take minutes where each of many ends a boot. */
    private static final int SAMPLED = 8;

    /** What proves that a program did its work; emulators may differ in the rest, which is not what is measured. */
    private static final Set<String> PROOF = Set.of("ended", "rax", "rbx", "rcx", "rdx");

    private final Target target;
    private Workload loop = Workload.nothing();
    private Workload switches = Workload.nothing();
    private Workload walks = Workload.nothing();
    private List<Vector> vectors = List.of();

    Meter(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    /** How many vectors a round runs. */
    int vectors() {
        return vectors.size();
    }

    /**
     * Fits the loop to the target.
     *
     * @throws TargetException if the target cannot be run or does not do the work
     */
    void fitInstructions() {
        loop = fitted(Workload::loop);
    }

    /** Fits the world switches to the target. */
    void fitSwitches() {
        switches = fitted(Workload::worldSwitches);
    }

    /** Fits the nested walks to the target. */
    void fitWalks() {
        walks = fitted(Workload::nestedWalks);
    }

    /** Chooses a sample of {@code golden}; those that end a boot or kill the target are left out. */
    void choose(List<Vector> golden) {
        vectors = running(target, golden);
    }

    /** One round of the loop: instructions a second. */
    double instructions() {
        return loop.instructions() / seconds(loop);
    }

    /** One round of world switches: how many a second; VMRUN and #VMEXIT together count one. */
    double switches() {
        return switches.switches() / seconds(switches);
    }

    /** One round of nested walks: how many a second, each with the four instructions around it. */
    double walks() {
        return walks.instructions() / (NestedThrashing.INSTRUCTIONS_A_WALK * seconds(walks));
    }

    /** One round of the golden vectors, all of them until a second is over: how many the target runs a second. */
    double golden() {
        double seconds = 0;
        long run = 0;
        while (seconds < Fitting.SECONDS) {
            Starts starts = new Starts();
            target.run(vectors, starts);
            seconds += starts.seconds(vectors.get(0), vectors.get(vectors.size() - 1));
            run += vectors.size() - 1;
        }
        return run / seconds;
    }

    private Workload fitted(LongFunction<Workload> program) {
        return program.apply(Fitting.turns(turns -> seconds(program.apply(turns))));
    }

    /** The seconds that a program takes: from its start to that of the next. */
    private double seconds(Workload work) {
        Vector next = Workload.nothing().vector();
        Starts starts = new Starts();
        target.run(List.of(work.vector(), next), starts);
        starts.results.forEach(Meter::requireDone);
        return starts.seconds(work.vector(), next);
    }

    /** Why {@code work}, the vector of a {@link Workload}, was not done on {@code target}; empty if it was. */
    static Optional<String> undone(Target target, Vector work) {
        Starts starts = new Starts();
        target.run(List.of(work), starts);
        return starts.results.stream()
                .filter(result -> !isDone(result))
                .map(Result::reason)
                .findFirst();
    }

    private static void requireDone(Result result) {
        if (!isDone(result)) {
            throw new TargetException(result.vector().id() + " did not do its work: " + result.reason());
        }
    }

    private static boolean isDone(Result result) {
        boolean ran = result.verdict() == Verdict.CONFORMING || result.verdict() == Verdict.DIVERGING;
        return ran && result.differences().stream().noneMatch(difference -> PROOF.contains(difference.subject()));
    }

    /** Those vectors of a sample that the target runs to an end without being started anew. */
    private static List<Vector> running(Target target, List<Vector> golden) {
        List<Vector> sample = IntStream.range(0, golden.size())
                .filter(i -> i % SAMPLED == 0)
                .mapToObj(golden::get)
                .toList();
        Starts starts = new Starts();
        target.run(sample, starts);
        return starts.results.stream()
                .filter(result -> result.verdict() == Verdict.CONFORMING || result.verdict() == Verdict.DIVERGING)
                .map(Result::vector)
                .filter(Vector::comesBack)
                .toList();
    }

    /** When each vector started. */
    private static final class Starts implements Target.Listener {
        private final Map<String, Long> nanoseconds = new HashMap<>();
        private final List<Result> results = new ArrayList<>();

        @Override
        public void started(Vector vector) {
            nanoseconds.put(vector.id(), System.nanoTime());
        }

        @Override
        public void finished(Result result) {
            results.add(result);
        }

        double seconds(Vector from, Vector to) {
            return (start(to) - start(from)) / 1e9;
        }

        private long start(Vector vector) {
            Long start = nanoseconds.get(vector.id());
            if (start == null) {
                throw new TargetException(vector.id() + " was not started");
            }
            return start;
        }
    }
}
