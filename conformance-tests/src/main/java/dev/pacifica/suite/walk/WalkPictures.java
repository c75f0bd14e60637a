package dev.pacifica.suite.walk;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.target.NotModelledException;
import dev.pacifica.suite.vector.Vector;
import java.util.Optional;
import java.util.Set;

/** Draws the walk that matters in a vector about translation. */
public final class WalkPictures {
    private static final String PROFILE = "full";
    /** Areas of the rules about translation. */
    private static final Set<String> AREAS = Set.of("PG", "NPT", "NPX", "GMET", "PRM", "TLB");

    private WalkPictures() {}

    /**
     * The walk that ends in the vector's last page fault or nested page fault, or, where nothing faults, the longest, as the reference model makes
     * it with default choices.
     *
     * @return nothing if the vector observes no rule about translation, or nothing is translated
     */
    public static Optional<WalkPicture> of(Vector vector) {
        if (vector.rules().stream().noneMatch(rule -> AREAS.contains(rule.substring(0, rule.indexOf('-'))))) {
            return Optional.empty();
        }
        return ModelProfile.meeting(CpuProfile.named(PROFILE), vector.requires())
                .flatMap(profile -> translation(profile, vector))
                .map(WalkReader::read);
    }

    private static Optional<Translation> translation(CpuProfile profile, Vector vector) {
        Freedom freedom = new Freedom(new RuleTrace(), new Choices(), Unspecified.ZEROS);
        TranslationLog log = new TranslationLog(freedom.log());
        try {
            ModelRunner.watch(profile, freedom, vector, log);
        } catch (NotModelledException e) {
            return log.best(); // what was seen up to there
        }
        return log.best();
    }
}
