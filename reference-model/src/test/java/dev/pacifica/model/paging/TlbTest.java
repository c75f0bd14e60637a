package dev.pacifica.model.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.state.Cpu;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TlbTest {
    private static final long LINEAR = 0x7FFF_1234_5000L;
    private static final int ASID = 7;

    private final Tlb tlb = new Tlb(new Cpu(CpuProfile.named("full")), new StepLog());

    private static WalkResult.Mapped page(int shift, boolean global) {
        return new WalkResult.Mapped(0x5000, shift, true, true, false, true, global);
    }

    private void remember(long linear, int asid, int pcid, boolean global) {
        tlb.remember(linear, Tlb.space(asid, pcid), page(12, global));
    }

    private boolean has(long linear, int asid, int pcid) {
        return tlb.find(linear, Tlb.space(asid, pcid)) >= 0;
    }

    @Property
    void a_translation_is_found_for_its_own_page_and_space_only(
            @ForAll @LongRange(max = 0xFFFF_FFFF_FFFFL) long linear,
            @ForAll @IntRange(max = 0xFFFF) int asid,
            @ForAll @IntRange(max = 0xFFF) int pcid,
            @ForAll @IntRange(max = 47) int bit) {
        remember(linear, asid, pcid, false);
        assertThat(has(linear ^ 0xFFF, asid, pcid)).isTrue();
        assertThat(has(linear ^ 1L << bit, asid, pcid)).isEqualTo(bit < 12);
        assertThat(has(linear, asid ^ 1 << bit % 16, pcid)).isFalse();
        assertThat(has(linear, asid, pcid ^ 1 << bit % 12)).isFalse();
    }

    @Test
    void PG_70_PG_76_a_flush_of_one_PCID_leaves_the_others_and_global_pages() {
        remember(LINEAR, ASID, 1, false);
        remember(LINEAR + 0x1000, ASID, 2, false);
        remember(LINEAR + 0x2000, ASID, 1, true);
        remember(LINEAR + 0x3000, ASID + 1, 1, false);
        tlb.flushNonGlobal(ASID, 1);
        assertThat(has(LINEAR, ASID, 1)).isFalse();
        assertThat(has(LINEAR + 0x1000, ASID, 2)).isTrue();
        assertThat(has(LINEAR + 0x2000, ASID, 1)).isTrue();
        assertThat(has(LINEAR + 0x3000, ASID + 1, 1)).isTrue();
    }

    @Test
    void PG_71_a_flush_of_an_ASID_takes_all_its_PCIDs_and_global_pages_if_asked() {
        remember(LINEAR, ASID, 1, false);
        remember(LINEAR + 0x1000, ASID, 0xFFF, true);
        remember(LINEAR + 0x2000, ASID + 1, 1, false);
        tlb.flushNonGlobal(ASID);
        assertThat(has(LINEAR, ASID, 1)).isFalse();
        assertThat(has(LINEAR + 0x1000, ASID, 0xFFF)).isTrue();
        tlb.flush(ASID);
        assertThat(has(LINEAR + 0x1000, ASID, 0xFFF)).isFalse();
        assertThat(has(LINEAR + 0x2000, ASID + 1, 1)).isTrue();
    }

    @Test
    void PG_73_a_page_is_forgotten_in_every_PCID_global_or_not_and_no_other() {
        remember(LINEAR, ASID, 1, true);
        remember(LINEAR + 0x1000, ASID, 1, false);
        tlb.invalidate(LINEAR + 0xFFF, ASID);
        assertThat(has(LINEAR, ASID, 1)).isFalse();
        assertThat(has(LINEAR + 0x1000, ASID, 1)).isTrue();
        remember(LINEAR, ASID, 1, false);
        tlb.invalidate(LINEAR, ASID + 1);
        assertThat(has(LINEAR, ASID, 1)).isTrue();
    }

    @Test
    void PG_73_all_parts_of_a_large_page_are_forgotten_by_any_address_in_it() {
        long base = 0x4020_0000L;
        for (long part = base; part < base + 0x20_0000; part += 0x3_1000) {
            tlb.remember(part, Tlb.space(ASID, 0), page(21, false));
        }
        tlb.remember(base + 0x20_0000, Tlb.space(ASID, 0), page(21, false));
        tlb.invalidate(base + 0x1F_FFFF, ASID);
        for (long part = base; part < base + 0x20_0000; part += 0x3_1000) {
            assertThat(has(part, ASID, 0)).as("0x%x", part).isFalse();
        }
        assertThat(has(base + 0x20_0000, ASID, 0)).isTrue();
    }
}
