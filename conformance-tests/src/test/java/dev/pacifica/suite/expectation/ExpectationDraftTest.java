package dev.pacifica.suite.expectation;

import static dev.pacifica.suite.expectation.Samples.ASID;
import static dev.pacifica.suite.expectation.Samples.BIT_32;
import static dev.pacifica.suite.expectation.Samples.LOW_BIT;
import static dev.pacifica.suite.expectation.Samples.SHORT_CODE;
import static dev.pacifica.suite.expectation.Samples.VECTORS;
import static dev.pacifica.suite.expectation.Samples.WITHOUT_PE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.verdict.Difference;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationDraftTest {
    private static final String NEW = "checks/cr0-bit-63";

    @Test
    void runAsKnownDraftsTheSameFile() {
        assertThat(draft(Samples.asKnown().toArray(Result[]::new))).isEqualTo(Samples.FILE);
    }

    @Test
    void vectorsThatWereNotRunStay() {
        assertThat(draft()).isEqualTo(Samples.FILE);
    }

    @Test
    void divergenceThatSignaturesCoverIsPutToTheirFindings() {
        ExpectationFile drafted = Samples.read(draft(Samples.diverging(NEW, SHORT_CODE)));
        assertThat(drafted.known())
                .contains(new Known(NEW, Result.Verdict.DIVERGING, List.of("TOY-01"), List.of(SHORT_CODE)));
        assertThat(drafted.untriaged()).isEmpty();
    }

    @Test
    void differenceThatNoSignatureCoversIsLeftToAPersonAndRefusedMeanwhile() {
        String drafted = draft(Samples.diverging(NEW, SHORT_CODE, LOW_BIT));
        assertThat(drafted)
                .contains(
                        "{\"vector\":\"checks/cr0-bit-63\",\"verdict\":\"diverging\",\"findings\":[\"TOY-01\",\"untriaged\"]");
        assertThatThrownBy(() -> Samples.read(drafted)).hasMessageContaining("toy.json:8: field 'findings'");
    }

    @Test
    void crashIsPutToAFindingOnlyByWhatTheTargetSaid() {
        assertThat(draft(Samples.crashed(NEW, "again PANIC")))
                .contains("{\"vector\":\"checks/cr0-bit-63\",\"verdict\":\"crashed\",\"findings\":[\"TOY-03\"]");
        assertThat(draft(Result.lost(Samples.vector(NEW), Result.Verdict.HUNG, "again PANIC")))
                .contains("{\"vector\":\"checks/cr0-bit-63\",\"verdict\":\"hung\",\"findings\":[\"untriaged\"]");
        assertThat(draft(Samples.crashed(NEW, "out of memory")))
                .contains("{\"vector\":\"checks/cr0-bit-63\",\"verdict\":\"crashed\",\"findings\":[\"untriaged\"]");
    }

    @Test
    void whatHasVanishedIsDroppedWithFindingsThatNothingShows() {
        ExpectationFile drafted = Samples.read(draft(Samples.conforming(WITHOUT_PE)));
        assertThat(drafted.known()).extracting(Known::vector).containsExactly(ASID, BIT_32);
        assertThat(drafted.diagnoses()).extracting(Diagnosis::id).containsExactly("TOY-01", "TOY-02");
    }

    @Test
    void smallestVectorThatHasVanishedIsReplaced() {
        ExpectationFile drafted = Samples.read(draft(Samples.conforming(ASID)));
        assertThat(drafted.diagnosis("TOY-01")).map(Diagnosis::smallest).hasValue(BIT_32);
    }

    @Test
    void vectorThatDoesNotExistAnyMoreIsDropped() {
        List<Vector> others =
                VECTORS.stream().filter(vector -> !vector.id().equals(BIT_32)).toList();
        ExpectationFile drafted = ExpectationDraft.of(Samples.file(), List.of(), others);
        assertThat(drafted.known()).extracting(Known::vector).containsExactly(ASID, WITHOUT_PE);
    }

    @Test
    void draftFromNothingLeavesEverythingToAPerson() {
        ExpectationFile drafted = ExpectationDraft.of(ExpectationFile.empty("toy 7.2"), Samples.asKnown(), VECTORS);
        assertThat(drafted.untriaged()).containsExactly(ASID, BIT_32, WITHOUT_PE);
        assertThat(drafted.diagnoses()).isEmpty();
    }

    @Test
    void valueIsPinnedThoughItsSignatureNamesNone() {
        String before = Samples.FILE.replace(",\"bits\":\"0x1\"", "");
        ExpectationFile drafted = ExpectationDraft.of(Samples.read(before), Samples.asKnown(), VECTORS);
        assertThat(ExpectationWriter.write(drafted)).isEqualTo(before).contains("seen 0x5b");
    }

    @Test
    void valueThatIsAnotherInEveryRunIsNotPinned() {
        String before =
                Samples.FILE.replace("\"bits\":\"0x1\"", "\"steady\":false").replace("0x5b", "*");
        ExpectationFile drafted = ExpectationDraft.of(Samples.read(before), Samples.asKnown(), VECTORS);
        assertThat(ExpectationWriter.write(drafted))
                .isEqualTo(before)
                .contains("rbx: permitted 0x5a, seen *\"", "\"steady\":false");
        Expectations expectations = Expectations.of(drafted);
        Difference another = new Difference("rbx", "0x5a", "0x1234");
        assertThat(expectations.standing(Samples.diverging(ASID, another, SHORT_CODE)))
                .isEqualTo(Standing.KNOWN);
        assertThat(expectations.change(Samples.diverging(ASID, SHORT_CODE)))
                .containsExactly("no more: rbx: permitted 0x5a, seen *");
        assertThat(expectations.change(Samples.diverging(ASID, new Difference("rbx", "0x77", "0x5b"), SHORT_CODE)))
                .contains("new: rbx: permitted 0x77, seen 0x5b");
    }

    private static String draft(Result... results) {
        return ExpectationWriter.write(ExpectationDraft.of(Samples.file(), List.of(results), VECTORS));
    }
}
