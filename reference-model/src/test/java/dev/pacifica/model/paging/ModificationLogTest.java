package dev.pacifica.model.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.model.state.Signal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModificationLogTest {
    private static final long BASE = 0x3000;

    private final PhysicalMemory memory = new PhysicalMemory(0x10_000);

    private ModificationLog log(Choices choices) {
        return new ModificationLog(memory, new Freedom(new RuleTrace(), choices, Unspecified.ZEROS));
    }

    private long slot(int index) {
        return memory.read64(BASE + 8L * index);
    }

    @Test
    void NPX_30_a_log_that_is_off_admits_everything_and_holds_nothing() {
        ModificationLog log = log(new Choices());
        assertThat(log.isOn()).isFalse();
        assertThat(log.admits(0x5678)).isTrue();
        log.start(BASE, 0x1FF);
        log.stop();
        assertThat(log.admits(0x5678)).isTrue();
        assertThat(log.index()).isEqualTo(0x1FF);
        assertThat(slot(0x1FF)).isZero();
    }

    @Test
    void NPX_31_NPX_34_pages_are_logged_from_the_last_slot_to_the_first() {
        ModificationLog log = log(new Choices());
        log.start(BASE, 0x1FF);
        for (int page = 0; page < 0x200; page++) {
            assertThat(log.index()).isEqualTo(0x1FF - page);
            assertThat(log.admits(page * 0x1000L + 0xFFF)).isTrue();
        }
        assertThat(log.index()).isGreaterThan(0x1FF);
        assertThat(log.admits(0x7777_7000)).isFalse();
        for (int page = 0; page < 0x200; page++) {
            assertThat(slot(0x1FF - page)).isEqualTo(page * 0x1000L);
        }
        assertThat(memory.read64(BASE - 8)).isZero();
        assertThat(memory.read64(BASE + 0x1000)).isZero();
    }

    @Test
    void NPX_32_only_0_to_1FF_are_slots() {
        for (long index : new long[] {0x200, 0x400, 0xFFFF, 0x1_0000, 1L << 32, -1, Long.MIN_VALUE}) {
            ModificationLog log = log(new Choices());
            log.start(BASE, index);
            assertThat(log.admits(0x5000)).as("index %x", index).isFalse();
            assertThat(log.index()).isEqualTo(index);
        }
    }

    @Test
    void NPX_33_how_wide_the_index_is_behind_slot_0_is_open() {
        long[] ends = {0xFFFF, 0xFFFF_FFFFL, -1};
        for (int answer = 0; answer < ends.length; answer++) {
            ModificationLog log = log(new Choices(Map.of(Rule.NPX_33, answer)));
            log.start(BASE, 0);
            assertThat(log.admits(0x5000)).isTrue();
            assertThat(log.index()).isEqualTo(ends[answer]);
            assertThat(log.admits(0x6000)).isFalse();
        }
    }

    @Test
    void NPX_30_the_log_is_a_page() {
        ModificationLog log = log(new Choices());
        log.start(BASE | 0xFFF, 1);
        assertThat(log.admits(0x5000)).isTrue();
        assertThat(slot(1)).isEqualTo(0x5000);
    }

    @Test
    void NPX_32_the_signal_is_whoever_sets_it() {
        ModificationLog log = log(new Choices());
        assertThatThrownBy(log::full).hasMessageContaining("nobody");
        Signal signal = new Signal("full") {};
        log.setFull(() -> signal);
        assertThat(log.full()).isSameAs(signal);
    }
}
