package dev.pacifica.suite.target;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.verdict.Observation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The embedded reference model. Its profile is resized, or deprived of features, where a vector requires it: the model can be a
 * processor with any physical address width.
 */
public final class ModelTarget implements Target {
    private final CpuProfile base;
    private final Map<String, Machine> machines = new HashMap<>();

    /**
     * @param profile name of a shipped profile
     * @throws IllegalArgumentException if there is none of that name
     */
    public ModelTarget(String profile) {
        base = CpuProfile.named(profile);
    }

    @Override
    public String name() {
        return "the reference model, profile " + base.name();
    }

    @Override
    public void run(List<Vector> vectors, Listener listener) {
        listener.identified(ModelProfile.numbers(base));
        for (Vector vector : vectors) {
            listener.started(vector);
            Optional<CpuProfile> adapted = ModelProfile.meeting(base, vector.requires());
            listener.identified(ModelProfile.numbers(adapted.orElse(base)));
            listener.finished(adapted.map(profile -> result(vector, profile))
                    .orElseGet(() -> Result.notApplicable(vector, missing(vector))));
        }
    }

    /**
     * What {@code vector} shows on a profile.
     *
     * @throws IllegalArgumentException if the profile does not exist or cannot meet what the vector requires
     */
    public static Observation observe(String profile, Vector vector) {
        CpuProfile adapted = ModelProfile.meeting(CpuProfile.named(profile), vector.requires())
                .orElseThrow(() -> new IllegalArgumentException(
                        "profile " + profile + " cannot meet what " + vector.id() + " requires"));
        return ModelRunner.run(ModelRunner.machine(adapted), vector);
    }

    /** Runs the vector once more, which gives the same. */
    @Override
    public List<String> lastState(Result result) {
        return ModelProfile.meeting(base, result.vector().requires())
                .map(profile -> ModelRunner.lastState(profile, result.vector()))
                .orElse(List.of());
    }

    private Result result(Vector vector, CpuProfile profile) {
        Case applicable = vector.applicable(condition -> ModelProfile.holds(condition, profile))
                .orElseThrow(() -> new IllegalStateException(vector.id() + ": no case applies to " + profile
                        + "; its guards must partition what it requires"));
        Machine machine =
                machines.computeIfAbsent(profile.toString() + profile.features(), key -> ModelRunner.machine(profile));
        try {
            return Result.judge(vector, applicable, ModelRunner.run(machine, vector));
        } catch (NotModelledException e) {
            return Result.lost(vector, Verdict.CRASHED, Objects.toString(e.getMessage(), e.toString()));
        }
    }

    private String missing(Vector vector) {
        for (Condition condition : vector.requires()) {
            if (!ModelProfile.holds(condition, base)) {
                return condition + " is required; profile " + base.name() + " is not such a processor";
            }
        }
        return "";
    }
}
