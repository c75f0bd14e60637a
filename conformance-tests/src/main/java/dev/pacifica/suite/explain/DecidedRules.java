package dev.pacifica.suite.explain;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.target.NotModelledException;
import dev.pacifica.suite.vector.Vector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which rules the reference model decides while it runs a vector, and which way. */
final class DecidedRules {
    private static final String PROFILE = "full";

    private DecidedRules() {}

    /** The rules, those of the vector first, then by area, the vector's areas first. */
    static List<String> lines(Vector vector) {
        Optional<CpuProfile> profile = ModelProfile.meeting(CpuProfile.named(PROFILE), vector.requires());
        if (profile.isEmpty()) {
            return List.of("  the model cannot be a processor as the vector requires it");
        }
        RuleTrace trace = new RuleTrace();
        trace.start();
        try {
            ModelRunner.run(profile.get(), new Freedom(trace, new Choices(), Unspecified.ZEROS), vector);
        } catch (NotModelledException e) {
            return List.of("  the model cannot run it: " + e.getMessage());
        }
        List<String> lines = new ArrayList<>();
        Set<String> areas = new LinkedHashSet<>();
        for (String id : vector.rules()) {
            areas.add(area(id));
            lines.addAll(Wrap.after("  %-10s".formatted(id), ofVector(trace, Rule.of(id))));
        }
        Map<String, List<Rule>> byArea = new LinkedHashMap<>();
        areas.forEach(area -> byArea.put(area, new ArrayList<>()));
        for (Rule rule : trace.decided()) {
            if (!vector.rules().contains(rule.id())) {
                byArea.computeIfAbsent(area(rule.id()), any -> new ArrayList<>())
                        .add(rule);
            }
        }
        byArea.forEach((area, rules) -> {
            if (!rules.isEmpty()) {
                lines.addAll(Wrap.after("  %-10s".formatted(area), ofArea(trace, rules)));
            }
        });
        return lines;
    }

    private static String ofVector(RuleTrace trace, Rule rule) {
        if (trace.count(rule) == 0) {
            return "observed by this vector; not a decision of its own in the model";
        }
        return "observed by this vector; applied %s, did not apply %s"
                .formatted(times(trace.applied(rule)), times(trace.didNotApply(rule)));
    }

    private static String times(long count) {
        return count == 0 ? "never" : count == 1 ? "once" : count + " times";
    }

    private static String ofArea(RuleTrace trace, List<Rule> rules) {
        List<String> applied = new ArrayList<>();
        List<String> didNot = new ArrayList<>();
        for (Rule rule : rules) {
            (trace.applied(rule) > 0 ? applied : didNot).add(rule.id());
        }
        String first = applied.isEmpty() ? "" : "applied " + String.join(" ", applied);
        String second = didNot.isEmpty() ? "" : "did not apply " + String.join(" ", didNot);
        return first + (first.isEmpty() || second.isEmpty() ? "" : "; ") + second;
    }

    private static String area(String id) {
        return id.substring(0, id.indexOf('-'));
    }
}
