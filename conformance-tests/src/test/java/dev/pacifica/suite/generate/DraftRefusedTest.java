package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.suite.draft.Experiment;
import dev.pacifica.suite.draft.Experiment.Mode;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** No vector comes of a draft that contradicts the model or leaves an undefined value open; the message names rule, vector and field. */
class DraftRefusedTest {
    private static final String[] MASKS = {
        "exit-information-1",
        "exit-information-2",
        "guest-interrupt-mask",
        "instruction-bytes",
        "no-event-in-delivery",
        "resume-flag"
    };

    @Test
    void undefinedValueWithoutAMaskIsRefused() {
        Experiment experiment = vmmcall().unspecified("exit-information-2").claim("INS-50", "EXITCODE", 0x81);
        assertThatThrownBy(() -> Catalogue.complete(experiment.draft()))
                .isInstanceOf(DraftRefused.class)
                .hasMessage(
                        "rules [INS-50], vector property: vmcb@0x1002000.EXITINFO1 is 0x0 with undefined values as zeros,"
                                + " but 0xffffffffffffffff otherwise; name a mask for what the rules leave open there");
    }

    @Test
    void undefinedValueUnderAMaskIsAccepted() {
        Experiment experiment = vmmcall().unspecified(MASKS).claim("INS-50", "EXITCODE", 0x81);
        assertThat(Catalogue.complete(experiment.draft()).cases()).isNotEmpty();
    }

    @Test
    void contradictedClaimIsRefused() {
        Experiment experiment = vmmcall().unspecified(MASKS).claim("INS-25", "EXITCODE", 0x72);
        assertThatThrownBy(() -> Catalogue.complete(experiment.draft()))
                .isInstanceOf(DraftRefused.class)
                .hasMessage("rule INS-25, vector property, vmcb@0x1002000.EXITCODE: the rule claims 0x72,"
                        + " the model shows 0x81 (it ended with end)");
    }

    @Test
    void writeOutsideTheFootprintIsRefused() {
        Experiment experiment =
                Experiment.guest(Mode.LONG64, "mov [0x1fff000], esp", "vmmcall").unspecified(MASKS);
        assertThatThrownBy(() -> Catalogue.complete(experiment.draft()))
                .isInstanceOf(DraftRefused.class)
                .hasMessageContaining("vector property: the model changes memory@0x1fff001, outside the footprint");
    }

    @Test
    void manyRefusalsAreCutShort() {
        DraftRefused one = new DraftRefused("rule CHK-05, vector checks/x: …");
        assertThat(DraftRefused.all(Collections.nCopies(23, one)).getMessage().lines())
                .hasSize(22)
                .startsWith("23 drafts make no vectors. The model is wrong there, or the draft is:", one.getMessage())
                .endsWith("and 3 more");
    }

    private static Experiment vmmcall() {
        return Experiment.guest(Mode.LONG64, "vmmcall");
    }
}
