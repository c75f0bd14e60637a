package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pacifica.suite.area.Areas;
import dev.pacifica.suite.draft.Draft;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors that are held back, for what emulators make of them, hold on the model all the same. */
class HeldBackTest {
    @Test
    void no_claim_contradicts_the_model_and_no_undefined_value_shows() {
        List<Draft> heldBack = Areas.names().stream()
                .flatMap(area -> Areas.heldBack(area).stream())
                .toList();
        assertThat(heldBack).isNotEmpty();
        for (Draft draft : heldBack) {
            assertThatCode(() -> Catalogue.complete(draft)).doesNotThrowAnyException();
        }
    }
}
