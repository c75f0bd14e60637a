package dev.pacifica.suite.fault;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the vectors say to one fault.
 *
 * @param fault the fault
 * @param byClaim the first vector whose claims it contradicts, and the first of these claims
 * @param byOutcome the ID of the first vector of which it shows no permitted outcome
 * @param stopped what the model threw, and in which vector, if it threw anything
 * @param vectors how many vectors were run
 */
record Trial(
        SeededFault fault,
        Optional<Caught> byClaim,
        Optional<String> byOutcome,
        Optional<String> stopped,
        int vectors) {

    /**
     * A claim that the model contradicted.
     *
     * @param vector ID of its vector
     */
    record Caught(String vector, Claim claim) {}

    /** Runs {@code vectors}, those that cite the fault's rule first, until a claim is contradicted. */
    static Trial of(SeededFault fault, Function<Vector, Observation> model, List<Vector> vectors) {
        Optional<String> byOutcome = Optional.empty();
        Optional<String> stopped = Optional.empty();
        int run = 0;
        for (Vector vector : inOrder(fault, vectors)) {
            run++;
            Observation seen;
            try {
                seen = model.apply(vector);
            } catch (RuntimeException | StackOverflowError e) { // whatever a fault may lead to
                if (stopped.isEmpty()) {
                    stopped = Optional.of(vector.id() + ": " + e);
                }
                continue;
            }
            if (byOutcome.isEmpty() && !isPermitted(vector, seen)) {
                byOutcome = Optional.of(vector.id());
            }
            List<Claim> contradicted = Judge.contradicted(vector, seen);
            if (!contradicted.isEmpty()) {
                Caught caught = new Caught(vector.id(), first(fault, contradicted));
                return new Trial(fault, Optional.of(caught), byOutcome, stopped, run);
            }
        }
        return new Trial(fault, Optional.empty(), byOutcome, stopped, run);
    }

    /** Whether anything gave the fault away, if only that the model gave up. */
    boolean isCaught() {
        return byClaim.isPresent() || stopped.isPresent();
    }

    private static List<Vector> inOrder(SeededFault fault, List<Vector> vectors) {
        Comparator<Vector> cites =
                Comparator.comparing(vector -> !vector.rules().contains(fault.rule()));
        Comparator<Vector> isInArea = Comparator.comparing(
                vector -> vector.rules().stream().noneMatch(rule -> rule.startsWith(fault.area() + "-")));
        return vectors.stream().sorted(cites.thenComparing(isInArea)).toList();
    }

    /** A claim of the fault's rule, if there is one. */
    private static Claim first(SeededFault fault, List<Claim> claims) {
        return claims.stream()
                .filter(claim -> claim.rule().equals(fault.rule()))
                .findFirst()
                .orElse(claims.get(0));
    }

    private static boolean isPermitted(Vector vector, Observation seen) {
        CpuProfile profile = ModelProfile.meeting(CpuProfile.named("full"), vector.requires())
                .orElseThrow();
        Case applicable = vector.applicable(condition -> ModelProfile.holds(condition, profile))
                .orElseThrow();
        return Result.judge(vector, applicable, seen).verdict() == Result.Verdict.CONFORMING;
    }
}
