package dev.pacifica.suite.target;

import dev.pacifica.suite.image.BatchRun;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.verdict.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which vectors of an image have no result yet. A result is handed on only once the arenas have been searched for stray writes: a
 * vector whose neighbours left one behind becomes a suspect, to be run again under closer watch.
 */
final class Ledger implements BatchRun.Listener {
    /** A result that waits for the search; case and observation are null if the vector was not judged. */
    private record Waiting(
            Result result,
            @Nullable Case applicable,
            @Nullable Observation seen) {
        Result with(long stray) {
            if (seen == null || applicable == null) {
                return result;
            }
            List<Long> strays =
                    Stream.concat(seen.strays().stream(), Stream.of(stray)).toList();
            return Result.judge(result.vector(), applicable, new Observation(seen.ended(), seen.state(), strays));
        }
    }

    private final List<Vector> left;
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Vector> suspects = new ArrayList<>();
    private final Target.Listener listener;

    Ledger(List<Vector> vectors, Target.Listener listener) {
        this.left = new ArrayList<>(vectors);
        this.listener = listener;
    }

    /** The vectors that have neither a result nor a suspicion upon them. */
    List<Vector> left() {
        return List.copyOf(left);
    }

    /** The vectors among which one has left a stray write behind. */
    List<Vector> suspects() {
        return List.copyOf(suspects);
    }

    boolean isLeft(Vector vector) {
        return left.stream().anyMatch(other -> other.equals(vector));
    }

    /** A final result. */
    void finish(Result result) {
        take(result.vector());
        listener.finished(result);
    }

    /** Forgets what waits: those vectors have to run again. */
    void bootEnded() {
        waiting.clear();
    }

    @Override
    public void started(Vector vector) {
        listener.started(vector);
    }

    @Override
    public void notApplicable(Vector vector, String reason) {
        waiting.add(new Waiting(Result.notApplicable(vector, reason), null, null));
    }

    @Override
    public void observed(Vector vector, Case applicable, Observation seen) {
        waiting.add(new Waiting(Result.judge(vector, applicable, seen), applicable, seen));
    }

    @Override
    public void unreliable(Vector vector, String reason) {
        waiting.add(new Waiting(Result.lost(vector, Verdict.CRASHED, reason), null, null));
    }

    @Override
    public void swept(OptionalLong stray) {
        if (stray.isEmpty()) {
            waiting.forEach(entry -> finish(entry.result()));
        } else if (waiting.size() == 1) {
            finish(waiting.get(0).with(stray.getAsLong()));
        } else {
            waiting.forEach(entry -> {
                take(entry.result().vector());
                suspects.add(entry.result().vector());
            });
        }
        waiting.clear();
    }

    private void take(Vector vector) {
        left.removeIf(other -> other.equals(vector));
    }
}
