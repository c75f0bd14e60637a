package dev.pacifica.suite.expectation;

import static dev.pacifica.suite.expectation.Samples.ASID;
import static dev.pacifica.suite.expectation.Samples.BIT_32;
import static dev.pacifica.suite.expectation.Samples.LOW_BIT;
import static dev.pacifica.suite.expectation.Samples.SHORT_CODE;
import static dev.pacifica.suite.expectation.Samples.WITHOUT_PE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.target.Result;
import dev.pacifica.suite.target.Result.Verdict;
import dev.pacifica.suite.verdict.Difference;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A known divergence is pinned to the way in which the target diverges. */
class ExpectationsTest {
    private final Expectations expectations = Expectations.of(Samples.file());

    @Test
    void whatIsKnownIsKnown() {
        assertThat(Samples.asKnown())
                .allSatisfy(result -> assertThat(expectations.standing(result)).isEqualTo(Standing.KNOWN))
                .allSatisfy(result -> assertThat(expectations.change(result)).isEmpty());
        assertThat(expectations.findings(ASID)).extracting(Finding::id).containsExactly("TOY-01", "TOY-02");
        assertThat(expectations.findings(ASID).get(0).reason()).isEqualTo("It writes 32 bits. Write 64.");
    }

    @Test
    void whatConformsWithoutBeingKnownIsAsPermitted() {
        assertThat(expectations.standing(Samples.conforming("checks/cr0-bit-63")))
                .isEqualTo(Standing.AS_PERMITTED);
        assertThat(expectations.standing(Result.notApplicable(Samples.vector("checks/cr0-bit-63"), "no such feature")))
                .isEqualTo(Standing.AS_PERMITTED);
    }

    @Test
    void divergenceOfAnotherVectorIsUnexpected() {
        Result result = Samples.diverging("checks/cr0-bit-63", SHORT_CODE);
        assertThat(expectations.standing(result)).isEqualTo(Standing.UNEXPECTED);
        assertThat(expectations.findings("checks/cr0-bit-63")).isEmpty();
        assertThat(expectations.change(result)).isEmpty();
    }

    @Test
    void anotherDifferenceIsUnexpectedAndNamed() {
        Result result = Samples.diverging(BIT_32, SHORT_CODE, LOW_BIT);
        assertThat(expectations.standing(result)).isEqualTo(Standing.UNEXPECTED);
        assertThat(expectations.change(result)).containsExactly("new: rbx: permitted 0x5a, seen 0x5b");
    }

    @Test
    void anotherValueIsUnexpected() {
        Result result = Samples.diverging(BIT_32, new Difference(SHORT_CODE.subject(), SHORT_CODE.permitted(), "0x81"));
        assertThat(expectations.standing(result)).isEqualTo(Standing.UNEXPECTED);
        assertThat(expectations.change(result))
                .containsExactly(
                        "new: vmcb@0x1002000.EXITCODE: permitted 0xffffffffffffffff, seen 0x81",
                        "no more: " + SHORT_CODE);
    }

    @Test
    void oneDifferenceLessIsUnexpectedToo() {
        Result result = Samples.diverging(ASID, SHORT_CODE);
        assertThat(expectations.standing(result)).isEqualTo(Standing.UNEXPECTED);
        assertThat(expectations.change(result)).containsExactly("no more: " + LOW_BIT);
    }

    @Test
    void crashInsteadOfADivergenceIsUnexpected() {
        Result result = Samples.crashed(BIT_32, "PANIC");
        assertThat(expectations.standing(result)).isEqualTo(Standing.UNEXPECTED);
        assertThat(expectations.change(result)).containsExactly("known as diverging, now crashed");
    }

    @Test
    void anotherCrashIsUnexpected() {
        Result result = Samples.crashed(WITHOUT_PE, "garbled: its heartbeat was lost on the line");
        assertThat(expectations.standing(result)).isEqualTo(Standing.UNEXPECTED);
        assertThat(expectations.change(result)).containsExactly("crashed otherwise than known");
    }

    @Test
    void hangInsteadOfACrashIsUnexpected() {
        Result result = Result.lost(Samples.vector(WITHOUT_PE), Verdict.HUNG, "PANIC");
        assertThat(expectations.standing(result)).isEqualTo(Standing.UNEXPECTED);
        assertThat(expectations.change(result)).containsExactly("known as crashed, now hung");
    }

    @Test
    void knownDivergenceThatConformsOrCannotRunHasVanished() {
        assertThat(expectations.standing(Samples.conforming(ASID))).isEqualTo(Standing.VANISHED);
        assertThat(expectations.standing(Result.notApplicable(Samples.vector(ASID), "no such feature")))
                .isEqualTo(Standing.VANISHED);
    }

    @Test
    void withoutExpectationsEveryDivergenceIsUnexpected() {
        assertThat(Samples.asKnown())
                .allSatisfy(result ->
                        assertThat(Expectations.none().standing(result)).isEqualTo(Standing.UNEXPECTED));
    }

    @Test
    void untriagedVectorIsUnexpected() {
        String draft = Samples.FILE.replace("\"findings\":[\"TOY-01\"]", "\"findings\":[\"TOY-01\",\"untriaged\"]");
        Expectations untriaged =
                Expectations.of(ExpectationReader.forDraft("toy.json", draft.getBytes(StandardCharsets.UTF_8)));
        assertThat(untriaged.standing(Samples.diverging(BIT_32, SHORT_CODE))).isEqualTo(Standing.UNEXPECTED);
    }
}
