package dev.pacifica.suite.explain;

import dev.pacifica.suite.rule.RuleEntry;
import dev.pacifica.suite.vector.Mask;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Claim;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What vectors have to do with each rule. A vector observes a rule if one of its claims is tagged with it. */
public final class RuleCoverage {
    private final Map<String, Map<String, Vector>> observers = new TreeMap<>();
    private final Map<String, Set<String>> choices = new TreeMap<>();
    private final List<Mask> masks;

    private RuleCoverage(List<Vector> vectors, Collection<Mask> masks) {
        this.masks = List.copyOf(masks);
        for (Vector vector : vectors) {
            for (Claim claim : vector.claims()) {
                observers
                        .computeIfAbsent(claim.rule(), rule -> new LinkedHashMap<>())
                        .put(vector.id(), vector);
            }
            vector.cases().stream()
                    .flatMap(one -> one.outcomes().stream())
                    .flatMap(outcome -> outcome.choices().stream())
                    .forEach(choice -> choices.computeIfAbsent(choice.rule(), rule -> new TreeSet<>())
                            .add(choice.answer()));
        }
    }

    /**
     * The coverage that {@code vectors} give, in their order.
     *
     * @param masks the masks that their outcomes may name
     */
    public static RuleCoverage of(List<Vector> vectors, Collection<Mask> masks) {
        return new RuleCoverage(vectors, masks);
    }

    /** How far the rule is covered. */
    public RuleStanding standing(RuleEntry rule) {
        if (observers.containsKey(rule.id())) {
            return RuleStanding.OBSERVED;
        }
        return switch (rule.status()) {
            case OBSERVABLE -> RuleStanding.UNCOVERED;
            case UNOBSERVABLE -> RuleStanding.UNOBSERVABLE;
            case SAME_AS -> RuleStanding.SAME_AS;
            case PLANNED -> RuleStanding.PLANNED;
            case OUT_OF_SCOPE -> RuleStanding.OUT_OF_SCOPE;
        };
    }

    /** How far the rule is covered, in words: {@code observed by 3 vectors}, {@code same as HOST-06}. */
    String inWords(RuleEntry rule) {
        RuleStanding standing = standing(rule);
        return switch (standing) {
            case OBSERVED -> {
                int count = observers(rule).size();
                yield "observed by " + count + (count == 1 ? " vector" : " vectors");
            }
            case SAME_AS -> "same as " + rule.sameAs().orElse("another");
            default -> standing.words();
        };
    }

    /** The vectors that observe the rule. */
    public List<Vector> observers(RuleEntry rule) {
        return List.copyOf(observers.getOrDefault(rule.id(), Map.of()).values());
    }

    /** The masks that cite the rule as the reason why bits are not compared. */
    List<Mask> masks(RuleEntry rule) {
        return masks.stream().filter(mask -> mask.rule().equals(rule.id())).collect(Collectors.toList());
    }

    /** The answers to the choice that the rule leaves, as far as outcomes of the vectors depend on it. */
    Set<String> choices(RuleEntry rule) {
        return choices.getOrDefault(rule.id(), Set.of());
    }
}
