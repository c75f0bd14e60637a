package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pacifica.suite.draft.Areas;
import dev.pacifica.suite.draft.Draft;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors that are not published yet hold on the model all the same: no claim contradicts it, no undefined value shows. */
class WaitingAreasTest {
    static List<String> waiting() {
        return Areas.waiting();
    }

    @ParameterizedTest
    @MethodSource("waiting")
    void no_claim_contradicts_the_model(String area) {
        for (Draft draft : Areas.drafts(area)) {
            assertThatCode(() -> Catalogue.complete(draft)).doesNotThrowAnyException();
        }
    }
}
