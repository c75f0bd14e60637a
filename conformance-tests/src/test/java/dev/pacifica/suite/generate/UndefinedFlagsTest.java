package dev.pacifica.suite.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.suite.verdict.Difference;
import org.junit.jupiter.api.Test;

/** GPI-20: which differences between fillings of undefined values are masked, and which refuse the draft. */
class UndefinedFlagsTest {
    @Test
    void GPI_20_status_flags_of_a_guest_are_masked_one_by_one() {
        assertThat(UndefinedFlags.masks(new Difference("vmcb@0x1002000.RFLAGS", "0x2", "0x12")))
                .hasValueSatisfying(masks -> assertThat(masks).containsExactly("undefined-af"));
        assertThat(UndefinedFlags.masks(new Difference("vmcb@0x1002000.RFLAGS", "0x8d7", "0x2")))
                .hasValueSatisfying(masks -> assertThat(masks)
                        .containsExactly(
                                "undefined-cf",
                                "undefined-pf",
                                "undefined-af",
                                "undefined-zf",
                                "undefined-sf",
                                "undefined-of"));
    }

    @Test
    void GPI_20_nothing_else_is_masked() {
        assertThat(UndefinedFlags.masks(new Difference("vmcb@0x1002000.RFLAGS", "0x2", "0x212")))
                .as("IF too")
                .isEmpty();
        assertThat(UndefinedFlags.masks(new Difference("vmcb@0x1002000.RAX", "0x2", "0x12")))
                .isEmpty();
        assertThat(UndefinedFlags.masks(new Difference("rflags", "0x46", "0x56")))
                .isEmpty();
    }
}
