package dev.pacifica.suite.oracle;

import static org.assertj.core.api.Assertions.fail;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A vector on the reference model, held against what the oracle says of it. */
final class OnModel {
    private final CpuProfile profile;
    private final Vector vector;
    final Observation seen;

    private OnModel(CpuProfile profile, Vector vector) {
        this.profile = profile;
        this.vector = vector;
        seen = ModelRunner.run(profile, Freedom.standard(), vector);
    }

    static OnModel run(CpuProfile profile, Vector vector) {
        return new OnModel(profile, vector);
    }

    static Processor processor(CpuProfile profile) {
        return (leaf, register) -> ModelProfile.cpuid(profile, leaf, register);
    }

    /** Fails unless the model meets the claims and what the rules say of every vector, naming rules, fields and set-up. */
    void meets(List<Claim> claims) {
        List<Claim> all = new ArrayList<>(claims);
        all.addAll(Invariants.of(vector, processor(profile), seen));
        List<Claim> contradicted = Judge.contradicted(all, seen);
        if (!contradicted.isEmpty()) {
            fail("%s\nended: %s, processor: %s, registers: %s, VMCB: %s"
                    .formatted(
                            contradicted.stream().map(this::describe).collect(Collectors.joining("\n")),
                            seen.ended(),
                            profile,
                            hexadecimal(vector.gpr()),
                            hexadecimal(vector.vmcbs().get(0).fields())));
        }
    }

    private String describe(Claim claim) {
        return "rule %s, %s: claimed 0x%x under mask 0x%x, the model shows 0x%x"
                .formatted(
                        claim.rule(), claim.subject(), claim.value(), claim.mask(), Judge.value(claim.subject(), seen));
    }

    private static Map<String, String> hexadecimal(Map<?, Long> values) {
        Map<String, String> readable = new TreeMap<>();
        values.forEach((name, value) -> readable.put(name.toString(), "0x" + Long.toHexString(value)));
        return readable;
    }
}
