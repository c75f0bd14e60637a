package dev.pacifica.model.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RuleTest {
    @Test
    void an_identifier_is_written_as_people_write_it() {
        assertThat(Rule.CHK_05.id()).isEqualTo("CHK-05");
        assertThat(Rule.VMCB_15_0.id()).isEqualTo("VMCB-15.0");
        assertThat(Rule.VMCB_100).hasToString("VMCB-100");
    }

    @Test
    void every_rule_is_found_by_its_identifier() {
        for (Rule rule : Rule.values()) {
            assertThat(Rule.of(rule.id())).isSameAs(rule);
            assertThat(rule.id()).matches("[A-Z0-9]+-\\d+(\\.\\d+)?");
        }
    }

    @Test
    void an_unknown_identifier_is_refused_with_an_explanation() {
        assertThatThrownBy(() -> Rule.of("CHK-99"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CHK-99")
                .hasMessageContaining("expected");
    }
}
