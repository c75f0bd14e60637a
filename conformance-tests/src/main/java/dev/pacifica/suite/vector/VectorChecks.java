package dev.pacifica.suite.vector;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;

/** What must hold inside one vector before anything may be run with it. */
final class VectorChecks {
    private VectorChecks() {}

    static void check(Vector vector, String where) {
        if (vector.budget() <= 0 || vector.budget() > 1_000_000) {
            fail(where, "field 'budget': expected 1 to 1,000,000 steps, found " + vector.budget());
        }
        covered(
                vector,
                where,
                "program",
                vector.program().at(),
                vector.program().bytes().length());
        for (VmcbContent vmcb : vector.vmcbs()) {
            covered(vector, where, "vmcb", vmcb.at(), Fixture.PAGE_SIZE);
        }
        for (MemoryContent memory : vector.memory()) {
            covered(vector, where, "memory", memory.at(), memory.bytes().length());
        }
        for (Claim claim : vector.claims()) {
            if (!vector.rules().contains(claim.rule())) {
                fail(where, "field 'claims': rule '" + claim.rule() + "' is not among the vector's rules");
            }
            if (claim.subject() instanceof Subject.Memory memory) {
                covered(vector, where, "claims", memory.at(), 8);
            }
            if (claim.subject() instanceof Subject.Field field
                    && vector.vmcbs().stream().noneMatch(vmcb -> vmcb.at() == field.vmcb())) {
                fail(where, "field 'claims': " + field + " is in no VMCB of the vector");
            }
        }
        if (vector.cases().isEmpty()) {
            fail(where, "field 'cases': expected at least one case");
        }
        vector.cases().stream()
                .flatMap(one -> one.outcomes().stream())
                .forEach(outcome -> check(vector, outcome, where));
        if (vector.cases().stream().anyMatch(one -> one.outcomes().isEmpty())) {
            fail(where, "field 'cases': a case has no outcomes");
        }
    }

    private static void check(Vector vector, Outcome outcome, String where) {
        outcome.memory()
                .forEach(run -> covered(
                        vector,
                        where,
                        "memory of an outcome",
                        run.at(),
                        run.bytes().length()));
        if (!vector.vmcbs().stream()
                .map(VmcbContent::at)
                .toList()
                .containsAll(outcome.vmcbs().stream().map(VmcbContent::at).toList())) {
            fail(where, "field 'vmcb' of an outcome: no such VMCB in the vector");
        }
    }

    private static void covered(Vector vector, String where, String field, long at, int length) {
        for (long page = at & -Fixture.PAGE_SIZE; page < at + length; page += Fixture.PAGE_SIZE) {
            if (!vector.footprint().contains(page)) {
                fail(
                        where,
                        "field '%s': 0x%x lies in page 0x%x, which 'footprint' does not name"
                                .formatted(field, at, page));
            }
        }
    }

    private static void fail(String where, String what) {
        throw new VectorFormatException(where + ": " + what);
    }
}
