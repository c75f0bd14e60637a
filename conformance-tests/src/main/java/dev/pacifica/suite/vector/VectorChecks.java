package dev.pacifica.suite.vector;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Claim;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.Request;
import dev.pacifica.suite.vector.Vector.Stimulus;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.List;
import java.util.function.BiConsumer;

/** What must hold inside one vector before anything may be run with it. Complaints name a field and what is wrong with it. */
final class VectorChecks {
    private static final int QWORD = 8;

    private final Vector vector;
    private final BiConsumer<String, String> complaints;

    private VectorChecks(Vector vector, BiConsumer<String, String> complaints) {
        this.vector = vector;
        this.complaints = complaints;
    }

    static void check(Vector vector, BiConsumer<String, String> complaints) {
        new VectorChecks(vector, complaints).check();
    }

    private void check() {
        if (vector.budget() <= 0 || vector.budget() > 1_000_000) {
            fail("budget", "expected 1 to 1,000,000 steps, found " + vector.budget());
        }
        covered("program", vector.program().at(), vector.program().bytes().length());
        for (int i = 0; i < vector.vmcbs().size(); i++) {
            covered(JsonText.element("vmcb", i), vector.vmcbs().get(i).at(), Fixture.PAGE_SIZE);
        }
        memory("memory", vector.memory());
        for (int i = 0; i < vector.events().size(); i++) {
            event(JsonText.element("events", i), vector.events().get(i));
        }
        for (int i = 0; i < vector.claims().size(); i++) {
            claim(JsonText.element("claims", i), vector.claims().get(i));
        }
        if (vector.cases().isEmpty()) {
            fail("cases", "expected at least one case");
        }
        for (int i = 0; i < vector.cases().size(); i++) {
            permitted(JsonText.element("cases", i), vector.cases().get(i));
        }
    }

    private void event(String field, Event event) {
        boolean isCode =
                isWithin(event.marker(), vector.program().at(), vector.program().bytes())
                        || vector.memory().stream()
                                .anyMatch(run -> run.bits() != 0 && isWithin(event.marker(), run.at(), run.bytes()));
        if (!isCode) {
            fail(field + ".marker", "expected the address of an instruction of the vector");
        }
        if (event instanceof Stimulus request) {
            request(field, request);
        }
    }

    private void request(String field, Stimulus request) {
        if (request.into() != 0 && request.kind().isRead()) {
            covered(field + ".into", request.into(), 2 * QWORD);
        } else if (request.into() != 0) {
            fail(field + ".into", "a write gives nothing back that could be put there");
        }
        if (request.size() == 8 && request.kind() != Request.MEMORY_READ && request.kind() != Request.MEMORY_WRITE) {
            fail(field + ".size", "expected 1, 2 or 4 outside memory");
        }
    }

    private static boolean isWithin(long address, long from, Bytes bytes) {
        return address >= from && address < from + bytes.length();
    }

    private void claim(String field, Claim claim) {
        if (!vector.rules().contains(claim.rule())) {
            fail(field + ".rule", "rule '" + claim.rule() + "' is not among the vector's rules; cite it there");
        }
        if (claim.subject() instanceof Subject.Memory memory) {
            covered(field + ".subject", memory.at(), QWORD);
            if (Long.remainderUnsigned(memory.at(), Fixture.PAGE_SIZE) > Fixture.PAGE_SIZE - QWORD) {
                fail(field + ".subject", "expected eight bytes inside one page, found " + memory);
            }
        }
        if (claim.subject() instanceof Subject.Field part && !hasVmcb(part.vmcb())) {
            fail(field + ".subject", part + " is in no VMCB of the vector");
        }
    }

    private void permitted(String field, Case one) {
        if (one.outcomes().isEmpty()) {
            fail(field + ".outcomes", "expected at least one outcome: a case that permits nothing cannot be met");
        }
        for (int i = 0; i < one.outcomes().size(); i++) {
            String path = JsonText.element(field + ".outcomes", i);
            Outcome outcome = one.outcomes().get(i);
            memory(path + ".memory", outcome.memory());
            for (VmcbContent vmcb : outcome.vmcbs()) {
                if (!hasVmcb(vmcb.at())) {
                    fail(path + ".vmcb", "the vector has no VMCB at 0x%x".formatted(vmcb.at()));
                }
            }
        }
    }

    private boolean hasVmcb(long at) {
        return vector.vmcbs().stream().anyMatch(vmcb -> vmcb.at() == at);
    }

    private void memory(String field, List<MemoryContent> memory) {
        for (int i = 0; i < memory.size(); i++) {
            MemoryContent run = memory.get(i);
            covered(JsonText.element(field, i), run.at(), run.bytes().length());
        }
    }

    /** Complains unless all of the bytes lie in pages of the footprint, which is to say in the arenas. */
    private void covered(String field, long at, int length) {
        if (!Fixture.inArena(at)) {
            fail(field, "0x%x lies outside the arenas, where vectors keep their memory".formatted(at));
            return;
        }
        for (long page = at & -Fixture.PAGE_SIZE; page < at + length; page += Fixture.PAGE_SIZE) {
            if (!vector.footprint().contains(page)) {
                fail(
                        field,
                        "0x%x lies in page 0x%x, which 'footprint' does not name; add it there".formatted(at, page));
            }
        }
    }

    private void fail(String field, String what) {
        complaints.accept(field, what);
    }
}
