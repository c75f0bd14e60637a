package dev.pacifica.suite.lint;

import dev.pacifica.suite.asm.AssemblyException;
import dev.pacifica.suite.explain.Listing;
import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Bytes;
import dev.pacifica.suite.vector.Condition;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.Code;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** What one vector must hold by itself, beyond what it takes to run it. Complaints name a field and what is wrong with it. */
final class VectorLint {
    /** More permitted outcomes mean that the vector is badly aimed. */
    private static final int MOST_OUTCOMES = 64;

    private final Vector vector;
    private final Set<String> knownRules;
    private final BiConsumer<String, String> complaints;

    private VectorLint(Vector vector, Set<String> knownRules, BiConsumer<String, String> complaints) {
        this.vector = vector;
        this.knownRules = knownRules;
        this.complaints = complaints;
    }

    static void check(Vector vector, Set<String> knownRules, BiConsumer<String, String> complaints) {
        new VectorLint(vector, knownRules, complaints).check();
    }

    private void check() {
        rules();
        code("program", vector.program());
        for (int i = 0; i < vector.memory().size(); i++) {
            MemoryContent run = vector.memory().get(i);
            if (run.bits() != 0) {
                code("memory[" + i + "]", new Code(run.at(), run.bits(), run.bytes(), run.listing()));
            }
        }
        overlaps();
        devices();
        outcomes();
        Guards.check(vector.requires(), vector.cases(), complaints);
        ClaimsAgainstOutcomes.check(vector, complaints);
        ConsumedInjections.check(vector, complaints);
    }

    private void rules() {
        Set<String> claimed = vector.claims().stream().map(Claim::rule).collect(Collectors.toSet());
        for (int i = 0; i < vector.rules().size(); i++) {
            String rule = vector.rules().get(i);
            known("rules[" + i + "]", rule);
            if (!claimed.contains(rule)) {
                complain(
                        "rules[" + i + "]",
                        "no claim is tagged with " + rule + "; claim what it says, or do not cite it");
            }
        }
        if (!vector.rules().equals(List.copyOf(new TreeSet<>(vector.rules())))) {
            complain("rules", "expected rules in ascending order, each once, found " + vector.rules());
        }
        for (int i = 0; i < vector.cases().size(); i++) {
            List<Outcome> outcomes = vector.cases().get(i).outcomes();
            for (int j = 0; j < outcomes.size(); j++) {
                for (Choice choice : outcomes.get(j).choices()) {
                    known("cases[%d].outcomes[%d].choices".formatted(i, j), choice.rule());
                }
            }
        }
    }

    private void known(String field, String rule) {
        if (!knownRules.contains(rule)) {
            complain(field, "there is no rule '" + rule + "'; expected an ID of the rule catalogue, such as CHK-05");
        }
    }

    private void code(String field, Code code) {
        try {
            ByteArrayOutputStream assembled = new ByteArrayOutputStream();
            Listing.of(code).forEach(line -> assembled.writeBytes(line.bytes()));
            Bytes expected = Bytes.of(assembled.toByteArray());
            if (!expected.equals(code.bytes())) {
                complain(
                        field + ".bytes",
                        "the listing assembles to %s at 0x%x, found %s; generate the vector anew"
                                .formatted(expected, code.at(), code.bytes()));
            }
        } catch (AssemblyException e) {
            complain(field + ".listing", "it cannot be assembled: " + String.join("; ", e.problems()));
        }
    }

    /** A node that a device is attached to must be there. */
    private void devices() {
        for (int i = 0; i < vector.events().size(); i++) {
            if (!(vector.events().get(i) instanceof Vector.Stimulus request)) {
                continue;
            }
            int node = request.node();
            boolean isThere = vector.requires().stream()
                    .anyMatch(condition -> condition.where().isCapability()
                            && (node == 0 && condition.relation() == Condition.Relation.NOT_EQUAL
                                    || condition.relation() == Condition.Relation.AT_LEAST
                                            && condition.value() > node));
            if (!isThere) {
                complain("events[" + i + "].node", "nothing that is required says that there is a node " + node);
            }
        }
    }

    /** Program, VMCBs and memory must not overlap: the order in which they are written would matter. */
    private void overlaps() {
        record Run(String field, long from, long to) {}
        List<Run> runs = new ArrayList<>();
        runs.add(new Run(
                "program",
                vector.program().at(),
                vector.program().at() + vector.program().bytes().length()));
        for (int i = 0; i < vector.vmcbs().size(); i++) {
            long at = vector.vmcbs().get(i).at();
            runs.add(new Run("vmcb[" + i + "]", at, at + Fixture.PAGE_SIZE));
        }
        for (int i = 0; i < vector.memory().size(); i++) {
            MemoryContent run = vector.memory().get(i);
            runs.add(new Run(
                    "memory[" + i + "]", run.at(), run.at() + run.bytes().length()));
        }
        for (int i = 0; i < runs.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (runs.get(i).from() < runs.get(j).to()
                        && runs.get(j).from() < runs.get(i).to()) {
                    complain(
                            runs.get(i).field(),
                            "it overlaps '" + runs.get(j).field() + "'; every byte may be given once");
                }
            }
        }
    }

    private void outcomes() {
        for (int i = 0; i < vector.cases().size(); i++) {
            Case one = vector.cases().get(i);
            String field = "cases[" + i + "].outcomes";
            if (one.outcomes().size() > MOST_OUTCOMES) {
                complain(
                        field,
                        "%d outcomes, expected at most %d; aim the vector better"
                                .formatted(one.outcomes().size(), MOST_OUTCOMES));
            }
            if (Set.copyOf(one.outcomes()).size() < one.outcomes().size()) {
                complain(field, "an outcome is there twice; drop one");
            }
        }
    }

    private void complain(String field, String what) {
        complaints.accept(field, what);
    }
}
