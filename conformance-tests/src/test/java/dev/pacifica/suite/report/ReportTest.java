package dev.pacifica.suite.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.expectation.Standing;
import dev.pacifica.suite.image.SampleVector;
import dev.pacifica.suite.report.Report.Change;
import dev.pacifica.suite.report.Report.ChoiceAnswers;
import dev.pacifica.suite.report.Report.CodeLine;
import dev.pacifica.suite.report.Report.Counts;
import dev.pacifica.suite.report.Report.Details;
import dev.pacifica.suite.report.Report.Evidence;
import dev.pacifica.suite.report.Report.MemorySetup;
import dev.pacifica.suite.report.Report.RuleResults;
import dev.pacifica.suite.report.Report.Setting;
import dev.pacifica.suite.report.Report.Standings;
import dev.pacifica.suite.report.Report.VectorResult;
import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.Ended;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a report says of a run. */
class ReportTest {
    private final Report report = Samples.everything();

    @Test
    void everyResultIsCountedByVerdictAndByStanding() {
        assertThat(report.counts()).isEqualTo(new Counts(7, 2, 2, 1, 1, 1, 0));
        assertThat(report.standings()).isEqualTo(new Standings(2, 1, 1, 3));
        assertThat(report.complete()).isTrue();
    }

    @Test
    void ruleIsCountedByWhatItsVectorsShowed() {
        assertThat(report.rules())
                .containsExactly(
                        new RuleResults(
                                "CHK-08",
                                "CR0[63:32] is zero",
                                "VMRUN exits with <VMEXIT_INVALID> if bits 63:32 of CR0 are set.",
                                2,
                                1,
                                0,
                                0,
                                1,
                                0,
                                0,
                                0,
                                0),
                        new RuleResults("CHK-40", "", "", 3, 1, 1, 1, 0, 0, 0, 0, 0),
                        new RuleResults("EXIT-01", "", "", 3, 0, 0, 0, 0, 1, 1, 1, 0));
    }

    @Test
    void knownDivergenceNamesItsFindingAndIsNotConforming() {
        VectorResult known = result("checks/known");
        assertThat(known.standing()).isEqualTo(Standing.KNOWN);
        assertThat(known.findings()).containsExactly("TEST-01");
        assertThat(report.findings()).containsExactly(Samples.FINDING);
        assertThat(result("checks/wrong").findings()).isEmpty();
    }

    @Test
    void onlyWhatIsNotPermittedIsToldInFull() {
        assertThat(report.details())
                .extracting(Details::vector)
                .containsExactly("checks/wrong", "checks/known", "exits/dies", "exits/sleeps");
    }

    @Test
    void detailsLayPermittedBesideSeenByName() {
        Details details = details("checks/wrong");
        assertThat(details.permitted()).hasSize(1);
        assertThat(details.permitted().get(0).changes())
                .containsExactly(
                        new Change("ended", "", "end", "", false),
                        new Change("rbx", "0xa3a3a3a3a3a3a3a3", "0x1", "", false),
                        new Change("vmcb@0x1002000.EXITCODE", "0x0", "0xffffffffffffffff", "0xffffffff", true),
                        new Change("memory@0x1004008", "0x0", "0x7", "", false),
                        new Change("rcx", "0xa1", "0xa1", "0x5a", true),
                        new Change(
                                "memory@0x1004018, outside the footprint", "unchanged", "unchanged", "changed", true));
        assertThat(details.permitted().get(0).unspecified())
                .containsExactly("RFLAGS.RF saved by a fault-like exit (EXIT-17)");
    }

    @Test
    void detailsShowTheSetup() {
        Details details = details("checks/wrong");
        assertThat(details.registers()).containsExactly(new Setting("rax", "0x1002000"));
        assertThat(details.vmcbs()).hasSize(1);
        assertThat(details.vmcbs().get(0).at()).isEqualTo("0x1002000");
        assertThat(details.vmcbs().get(0).fields())
                .containsExactlyInAnyOrder(new Setting("CR0", "0x80010033"), new Setting("GUEST_ASID", "0x1"));
        assertThat(details.memory()).containsExactly(new MemorySetup("0x1004000", "5500000000000000"));
    }

    @Test
    void lostVectorShowsEveryPermittedOutcome() {
        Report lost = Samples.report(Samples.run(
                "emu", Result.lost(Samples.choosing("checks/free", "CHK-25", "yes", "no"), Verdict.HUNG, "silent")));
        assertThat(lost.details().get(0).permitted())
                .extracting(Report.PermittedOutcome::choices)
                .containsExactly(List.of("CHK-25: yes"), List.of("CHK-25: no"));
        assertThat(lost.details().get(0).alternatives()).isZero();
    }

    @Test
    void divergingVectorShowsTheNearestOutcomeAndHowManyOthersThereAre() {
        Vector free = Samples.choosing("checks/free", "CHK-25", "yes", "no", "perhaps");
        Report diverging = Samples.report(Samples.run("emu", Samples.diverging(free, Samples.exitCode("0x0"))));
        assertThat(diverging.details().get(0).permitted())
                .extracting(Report.PermittedOutcome::choices)
                .containsExactly(List.of("CHK-25: yes"));
        assertThat(diverging.details().get(0).alternatives()).isEqualTo(2);
    }

    @Test
    void runThatWasGivenUpIsNotComplete() {
        Vector first = Samples.vector("checks/a", "CHK-08");
        Vector second = Samples.vector("checks/b", "CHK-08");
        Report partial = Samples.report(
                Samples.run("emu", List.of(first, second), List.of(Samples.conforming(first)), "the emulator is gone"));
        assertThat(partial.complete()).isFalse();
        assertThat(partial.failure()).isEqualTo("the emulator is gone");
        assertThat(partial.counts().withoutResult()).isEqualTo(1);
        assertThat(partial.rules().get(0).withoutResult()).isEqualTo(1);
    }

    @Test
    void choicesSayWhatTheTargetMayHaveChosen() {
        Vector free = Samples.choosing("checks/free", "CHK-25", "yes", "no");
        Report report = Samples.report(Samples.run("emu", Samples.conforming(free, 1)));
        assertThat(report.choices())
                .containsExactly(new ChoiceAnswers(
                        "CHK-25",
                        List.of("no", "yes"),
                        List.of("no"),
                        false,
                        List.of(new Evidence("checks/free", List.of("no")))));
    }

    @Test
    void otherVectorsHaveAnotherDigest() {
        Report one = Samples.report(Samples.run("emu", Samples.conforming(Samples.vector("checks/a", "CHK-08"))));
        Report same = Samples.report(Samples.run("umu", Samples.conforming(Samples.vector("checks/a", "CHK-08"))));
        Report other = Samples.report(Samples.run("emu", Samples.conforming(Samples.vector("checks/a", "CHK-09"))));
        assertThat(one.vectors()).isEqualTo(same.vectors());
        assertThat(one.vectors().sha256()).isNotEqualTo(other.vectors().sha256());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qemu 7.2.22 | 7.2.22 | ''",
                "bochs 2.7 | 2.7 | ''",
                "the reference model, profile opteron-f | '' | opteron-f",
                "my-emulator | '' | ''",
                "core86 v3, profile zen | 3 | zen"
            })
    void targetLabelFindsVersionAndProfile(String name, String version, String profile) {
        assertThat(TargetLabel.of(name)).isEqualTo(new TargetLabel(name, version, profile));
    }

    @Test
    void codeIsListedByAddressWithBytes() {
        assertThat(details("checks/wrong").code().get(1).lines())
                .containsExactly(new CodeLine("0x1003000", "0f01d9", "vmmcall"));
        assertThat(details("checks/wrong").code().get(1).role()).isEqualTo("code in memory");
        assertThat(details("checks/wrong").code().get(1).bits()).isEqualTo(64);
    }

    @Test
    void codeWhoseSourceCannotBeAssembledIsListedAsItIs() {
        Vector foreign = SampleVector.of("mine/a", "nop\njmp END")
                .outcome(Ended.END, Map.of())
                .build();
        Report report = Samples.report(Samples.run("emu", Result.lost(foreign, Verdict.CRASHED, "gone")));
        assertThat(report.details().get(0).code().get(0).lines())
                .containsExactly(new CodeLine("0x1001000", "90e9faef10ff", "nop\njmp END"));
    }

    private VectorResult result(String vector) {
        return report.results().stream()
                .filter(result -> result.vector().equals(vector))
                .findFirst()
                .orElseThrow();
    }

    private Details details(String vector) {
        return report.details().stream()
                .filter(details -> details.vector().equals(vector))
                .findFirst()
                .orElseThrow();
    }
}
