package dev.pacifica.suite.explore;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.suite.explain.VectorExplanation;
import dev.pacifica.suite.target.ModelProfile;
import dev.pacifica.suite.target.ModelRunner;
import dev.pacifica.suite.target.NotModelledException;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.verdict.Judge;
import dev.pacifica.suite.verdict.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Every way through the freedoms that come up in a vector on the model, by the outcome that it leads to. */
public final class Ways {
    private final Vector vector;
    private final String profileName;
    private final Case permitted;
    /** For each outcome the answers on each way to it; and at the end those that lead to none. */
    private final List<List<List<Choice>>> ways = new ArrayList<>();

    private Ways(Vector vector, String profileName, Case permitted) {
        this.vector = vector;
        this.profileName = profileName;
        this.permitted = permitted;
        for (int i = 0; i <= permitted.outcomes().size(); i++) {
            ways.add(new ArrayList<>());
        }
    }

    /**
     * Goes all ways through {@code vector}.
     *
     * @param profileName of a shipped profile; it is resized, or deprived of features, where the vector requires it
     * @throws IllegalArgumentException if there is no such profile, it cannot meet what the vector requires, or the model cannot run it
     */
    public static Ways through(Vector vector, String profileName) {
        CpuProfile profile = ModelProfile.meeting(CpuProfile.named(profileName), vector.requires())
                .orElseThrow(() -> new IllegalArgumentException("profile %s cannot meet what %s requires: %s"
                        .formatted(profileName, vector.id(), vector.requires())));
        Case permitted = vector.cases().stream()
                .filter(one -> one.when().stream().allMatch(condition -> ModelProfile.holds(condition, profile)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s has no case for profile %s".formatted(vector.id(), profileName)));
        Ways all = new Ways(vector, profileName, permitted);
        try {
            Exploration.of(
                    choices ->
                            ModelRunner.run(profile, new Freedom(new RuleTrace(), choices, Unspecified.ZEROS), vector),
                    all::add);
        } catch (NotModelledException e) {
            throw new IllegalArgumentException("the model cannot run it: " + e.getMessage(), e);
        }
        return all;
    }

    private void add(Observation seen, List<Choice> answers) {
        int leadsTo = 0;
        for (Outcome outcome : permitted.outcomes()) {
            if (Judge.differences(vector, outcome, seen).isEmpty()) {
                break;
            }
            leadsTo++;
        }
        ways.get(leadsTo).add(answers);
    }

    /** For each outcome of the case that applies, in its order, the answers on each way that leads to it. */
    public List<List<List<Choice>>> toOutcomes() {
        return List.copyOf(ways.subList(0, permitted.outcomes().size()));
    }

    /** The answers on each way that leads to no permitted outcome: the vector is not the model's, or either is wrong. */
    public List<List<Choice>> astray() {
        return List.copyOf(ways.get(permitted.outcomes().size()));
    }

    /** All of it for a person. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(vector.id());
        lines.add("  " + vector.title());
        int total = ways.stream().mapToInt(List::size).sum();
        lines.add("  %s on the reference model, profile %s".formatted(counted(total, "way"), profileName));
        for (int i = 0; i < permitted.outcomes().size(); i++) {
            lines.add("");
            lines.add("Outcome %d of %d: %s"
                    .formatted(
                            i + 1,
                            permitted.outcomes().size(),
                            counted(ways.get(i).size(), "way")));
            addWays(lines, ways.get(i));
            lines.addAll(VectorExplanation.changes(vector, permitted.outcomes().get(i)));
        }
        if (!astray().isEmpty()) {
            lines.add("");
            lines.add("No permitted outcome: " + counted(astray().size(), "way"));
            addWays(lines, astray());
        }
        return lines;
    }

    private static void addWays(List<String> lines, List<List<Choice>> ways) {
        for (List<Choice> answers : ways) {
            lines.add("  by "
                    + (answers.isEmpty()
                            ? "nothing: no freedom comes up"
                            : answers.stream().map(Choice::inWords).collect(Collectors.joining("; "))));
        }
    }

    private static String counted(int count, String what) {
        return count == 1 ? "1 " + what : count + " " + what + "s";
    }
}
