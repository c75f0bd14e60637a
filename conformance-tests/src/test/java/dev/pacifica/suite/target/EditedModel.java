package dev.pacifica.suite.target;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Observation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Runs vectors on the model that its own class loader has. A machine is not used again after it threw an exception. */
public final class EditedModel implements Function<Vector, Observation> {
    private final CpuProfile base = CpuProfile.named("full");
    private final Map<String, Machine> machines = new HashMap<>();

    @Override
    public Observation apply(Vector vector) {
        CpuProfile profile = ModelProfile.meeting(base, vector.requires()).orElse(base);
        String key = profile.toString() + profile.features();
        Machine machine = machines.computeIfAbsent(key, name -> ModelRunner.machine(profile));
        machines.remove(key);
        machine.execution().freedom.trace().start(); // counts afresh: see ModelSources.endlessLoopsEnd
        Observation seen = ModelRunner.run(machine, vector);
        machines.put(key, machine);
        return seen;
    }
}
