package dev.pacifica.suite.report;

import dev.pacifica.suite.expectation.Expectations;
import dev.pacifica.suite.expectation.Finding;
import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.fixture.Slot;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.report.RuleTexts.RuleText;
import dev.pacifica.suite.runner.Run;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.target.Target;
import dev.pacifica.suite.target.TargetException;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Case;
import dev.pacifica.suite.vector.Vector.Choice;
import dev.pacifica.suite.vector.Vector.Ended;
import dev.pacifica.suite.vector.Vector.Outcome;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import dev.pacifica.suite.verdict.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs made by hand, in which everything happens that can happen. */
final class Samples {
    static final long VMCB = 0x100_2000;
    static final long GUEST = 0x100_3000;

    /** Text as a hostile emulator might print it. */
    static final String HOSTILE =
            "</script><script>alert('x')</script> \"quoted\" & \u001b[31mred\u0000 ]]> ${page} @if(true)";

    static final Finding FINDING = new Finding(
            "TEST-01",
            "EXITCODE has 32 bits <b>",
            List.of("CODE-02"),
            "The upper half stays zero & must not",
            "checks/known");

    static final RuleTexts TEXTS = rule -> rule.equals("CHK-08")
            ? Optional.of(new RuleText(
                    "CR0[63:32] is zero", "VMRUN exits with <VMEXIT_INVALID> if bits 63:32 of CR0 are set."))
            : Optional.empty();

    private Samples() {}

    /** A vector that observes {@code rules} and whose permitted outcome sets rbx and EXITCODE. */
    static Vector vector(String id, String... rules) {
        Vector bare = SampleVector.of(id, "mov ebx, 1\nvmrun\nud2")
                .gpr(Slot.RAX, VMCB)
                .vmcb(VMCB, Map.of("GUEST_ASID", 1L, "CR0", 0x8001_0033L, "V_TPR", 0L))
                .memory(SampleVector.qword(0x100_4000, 0x55))
                .guest(GUEST, "vmmcall")
                .outcome(
                        Ended.END,
                        Map.of(Slot.RBX, 1L),
                        List.of(new VmcbContent(VMCB, new TreeMap<>(Map.of("EXITCODE", -1L)))),
                        List.of(SampleVector.qword(0x100_4008, 7)),
                        List.of("resume-flag"))
                .build();
        return named(bare, id, rules);
    }

    /** {@code vector} under another name, observing {@code rules}. */
    static Vector named(Vector vector, String id, String... rules) {
        return with(vector, id, List.of(rules), vector.cases());
    }

    /** The vector {@code id} with an outcome for each answer to the choice that {@code rule} leaves. */
    static Vector choosing(String id, String rule, String... answers) {
        Vector bare = vector(id, rule);
        Outcome outcome = bare.cases().get(0).outcomes().get(0);
        List<Outcome> outcomes = new ArrayList<>();
        for (String answer : answers) {
            outcomes.add(new Outcome(
                    outcome.ended(),
                    outcome.registers(),
                    outcome.vmcbs(),
                    outcome.memory(),
                    List.of(new Choice(rule, answer)),
                    outcome.unspecified()));
        }
        return with(bare, id, List.of(rule), List.of(new Case(List.of(), outcomes)));
    }

    private static Vector with(Vector bare, String id, List<String> rules, List<Case> cases) {
        return new Vector(
                id,
                rules,
                "what " + id + " does",
                "what it got wrong",
                bare.level(),
                bare.requires(),
                bare.hostMode(),
                bare.program(),
                bare.gpr(),
                bare.state(),
                bare.vmcbs(),
                bare.memory(),
                bare.events(),
                bare.budget(),
                bare.footprint(),
                bare.claims(),
                cases,
                bare.confirmedBy());
    }

    static Result conforming(Vector vector) {
        return conforming(vector, 0);
    }

    /** Conforming, by the outcome with this number. */
    static Result conforming(Vector vector, int outcome) {
        return new Result(
                vector,
                Verdict.CONFORMING,
                "",
                List.of(),
                List.of(vector.cases().get(0).outcomes().get(outcome)));
    }

    static Result diverging(Vector vector, Difference... differences) {
        return new Result(
                vector,
                Verdict.DIVERGING,
                differences[0].toString(),
                List.of(differences),
                List.of(vector.cases().get(0).outcomes().get(0)));
    }

    static Difference exitCode(String seen) {
        return new Difference("vmcb@0x1002000.EXITCODE", "0xffffffffffffffff", seen);
    }

    /** A run on a target of this name that yields {@code results}, and gives up after them if {@code failure} is not empty. */
    static Run run(String target, List<Vector> vectors, List<Result> results, String failure) {
        Target scripted = new Target() {
            @Override
            public String name() {
                return target;
            }

            @Override
            public void run(List<Vector> asked, Listener listener) {
                results.forEach(listener::finished);
                if (!failure.isEmpty()) {
                    throw new TargetException(failure);
                }
            }
        };
        return Run.of(scripted, vectors, Expectations.none(), new Target.Listener() {
            @Override
            public void started(Vector vector) {}

            @Override
            public void finished(Result result) {}
        });
    }

    static Run run(String target, Result... results) {
        return run(target, List.of(results).stream().map(Result::vector).toList(), List.of(results), "");
    }

    /** A report in which every verdict and every standing occurs: what {@code checks/known…} shows is known. */
    static Report everything() {
        Run run = run(
                "emu 1.2.3",
                conforming(vector("checks/fine", "CHK-08", "CHK-40")),
                diverging(
                        vector("checks/wrong", "CHK-08"),
                        exitCode("0xffffffff"),
                        new Difference("rcx", "0xa1", "0x5a"),
                        new Difference("memory@0x1004018, outside the footprint", "unchanged", "changed")),
                diverging(vector("checks/known", "CHK-40"), exitCode("0x81")),
                conforming(vector("checks/known-no-more", "CHK-40")),
                Result.lost(vector("exits/dies", "EXIT-01"), Verdict.CRASHED, HOSTILE),
                Result.lost(vector("exits/sleeps", "EXIT-01"), Verdict.HUNG, "no frame came for 20 s"),
                Result.notApplicable(vector("exits/elsewhere", "EXIT-01"), "NPT is required"));
        return new RunReader(
                        run,
                        new RunReader.Known(Samples::standing, Samples::findings),
                        TEXTS,
                        "./pacifica run --target emu --vectors")
                .report();
    }

    /** A run in which a vector about translation departs, and one about something else. */
    static Run translated() {
        return run(
                "emu",
                diverging(vector("paging/wrong", "PG-71"), exitCode("0x81")),
                diverging(vector("checks/wrong", "CHK-08"), exitCode("0x81")));
    }

    static Report report(Run run) {
        return Report.of(run, TEXTS, "./pacifica run --vectors");
    }

    private static Standing standing(Result result) {
        if (result.vector().id().startsWith("checks/known")) {
            return result.verdict() == Verdict.CONFORMING ? Standing.VANISHED : Standing.KNOWN;
        }
        return Expectations.none().standing(result);
    }

    private static List<Finding> findings(Vector vector) {
        return vector.id().startsWith("checks/known") ? List.of(FINDING) : List.of();
    }
}
