package dev.pacifica.suite.expectation;

import dev.pacifica.suite.rule.RuleCatalogue;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Subject;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What makes a well-formed expectation file fit for use: all that it names exists, and every difference has its explanation. */
final class ExpectationChecks {
    private final ExpectationFile file;
    private final Map<String, Vector> vectors = new HashMap<>();

    ExpectationChecks(ExpectationFile file, Collection<Vector> vectors) {
        this.file = file;
        vectors.forEach(vector -> this.vectors.put(vector.id(), vector));
    }

    /**
     * Complains about the first thing that is wrong.
     *
     * @param findings where the findings stand, in the order of the file
     * @param known where the known vectors stand, in the order of the file
     */
    void check(List<Entry> findings, List<Entry> known) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < findings.size(); i++) {
            if (!ids.add(file.diagnoses().get(i).id())) {
                throw findings.get(i).wrong("id", "an ID that no other finding has");
            }
            check(findings.get(i), file.diagnoses().get(i));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < known.size(); i++) {
            if (!seen.add(file.known().get(i).vector())) {
                throw known.get(i).wrong("vector", "each vector once");
            }
            check(known.get(i), file.known().get(i));
        }
    }

    private void check(Entry in, Diagnosis diagnosis) {
        if (!diagnosis.id().matches("[A-Z][A-Z0-9]*-[0-9]{2,}")) {
            throw in.wrong("id", "an ID such as QEMU-01");
        }
        if (diagnosis.rules().isEmpty()) {
            throw in.wrong("rules", "at least one rule");
        }
        for (String rule : diagnosis.rules()) {
            if (!RuleCatalogue.published().isKnown(rule)) {
                throw in.wrong("rules", "rules that exist, and '" + rule + "' does not");
            }
        }
        if (diagnosis.signatures().isEmpty()) {
            throw in.wrong("signatures", "at least one signature");
        }
        if (!vectors.containsKey(diagnosis.smallest())) {
            throw in.wrong("smallest", "a vector that exists ('./pacifica vectors list')");
        }
    }

    private void check(Entry in, Known known) {
        Vector vector = Optional.ofNullable(vectors.get(known.vector()))
                .orElseThrow(() -> in.wrong(
                        "vector", "a vector that exists ('./pacifica vectors list'); delete the line if it is gone"));
        if (known.findings().isEmpty()) {
            throw in.wrong("findings", "at least one finding");
        }
        if (Set.copyOf(known.findings()).size() < known.findings().size()) {
            throw in.wrong("findings", "each finding once");
        }
        for (String id : known.findings()) {
            if (id.equals(ExpectationDraft.UNTRIAGED)) {
                throw in.wrong(
                        "findings",
                        "the causes of the divergence: trace it, add a finding whose signatures cover its differences"
                                + " (or widen one), and name it here");
            }
            if (file.diagnosis(id).isEmpty()) {
                throw in.wrong("findings", "findings of this file, and '" + id + "' is none");
            }
        }
        if (known.differs().isEmpty() != (known.verdict() != Verdict.DIVERGING)) {
            throw in.wrong("differs", "differences if the verdict is diverging, and none otherwise");
        }
        known.differs().forEach(difference -> check(in, known, vector, difference));
        for (Diagnosis diagnosis : named(known)) {
            if (!diagnosis.explains(known)) {
                throw in.wrong(
                        "findings",
                        "only findings with a signature that covers something, and " + diagnosis.id() + " has none");
            }
        }
    }

    private List<Diagnosis> named(Known known) {
        return known.findings().stream()
                .flatMap(id -> file.diagnosis(id).stream())
                .toList();
    }

    private void check(Entry in, Known known, Vector vector, Difference difference) {
        if (!canBeSeen(vector, difference.subject().replace(", outside the footprint", ""))) {
            throw in.wrong("differs", "what can be seen of the vector, and '" + difference.subject() + "' cannot");
        }
        boolean isExplained =
                named(known).stream().anyMatch(diagnosis -> diagnosis.explains(known.vector(), difference));
        if (!isExplained) {
            throw in.wrong(
                    "differs",
                    "differences that the signatures of %s cover, and '%s' is not covered"
                            .formatted(String.join(", ", known.findings()), difference));
        }
    }

    private static boolean canBeSeen(Vector vector, String subject) {
        try {
            return !(Subject.parse(subject) instanceof Subject.Field field)
                    || vector.vmcbs().stream().anyMatch(vmcb -> vmcb.at() == field.vmcb());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
