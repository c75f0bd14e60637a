package dev.pacifica.suite.trace;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.target.NotModelledException;
import dev.pacifica.suite.vector.Vector;
import java.util.List;
import java.util.Locale;

/**
 * What the reference model does with a vector, step by step, with default choices and undefined values zero. {@code docs/trace.md}
 * describes both forms.
 */
public final class VectorTrace {
    private final Vector vector;
    private final String profile;
    private final List<Step> steps;
    private final End end;

    /**
     * How it ended.
     *
     * @param how {@code end}, {@code exception}, …, or {@code not modelled}
     * @param rip offset of the instruction that would be next
     * @param steps how many steps were made
     * @param detail what else is to be said; may be empty
     * @param dump the state of the machine, where the run did not come to a stop address
     */
    record End(String how, long rip, long steps, String detail, List<String> dump) {}

    private VectorTrace(Vector vector, String profile, List<Step> steps, End end) {
        this.vector = vector;
        this.profile = profile;
        this.steps = steps;
        this.end = end;
    }

    /**
     * Runs {@code vector} on the model.
     *
     * @param profile name of a shipped profile; it is resized, or deprived of features, where the vector requires it
     * @throws IllegalArgumentException if there is no such profile, or it cannot meet what the vector requires
     */
    public static VectorTrace of(Vector vector, String profile) {
        CpuProfile adapted = ModelProfile.meeting(CpuProfile.named(profile), vector.requires())
                .orElseThrow(() -> new IllegalArgumentException("profile %s cannot meet what %s requires: %s"
                        .formatted(profile, vector.id(), vector.requires())));
        Freedom freedom = new Freedom(new RuleTrace(), new Choices(), Unspecified.ZEROS);
        Recorder recorder = new Recorder(freedom, vector);
        String how;
        try {
            how = ModelRunner.watch(adapted, freedom, vector, recorder)
                    .ended()
                    .name()
                    .toLowerCase(Locale.ROOT);
        } catch (NotModelledException e) {
            how = "not modelled";
        }
        var result = recorder.result();
        return new VectorTrace(
                vector,
                profile,
                recorder.steps(),
                new End(how, result.rip(), result.steps(), result.detail(), recorder.dump()));
    }

    /** For a person; at most 120 columns. */
    public List<String> text(boolean withRules) {
        return TraceText.lines(vector, profile, steps, end, withRules);
    }

    /** For a script: a JSON object a line. */
    public List<String> json(boolean withRules) {
        return TraceJson.lines(vector, profile, steps, end, withRules);
    }
}
