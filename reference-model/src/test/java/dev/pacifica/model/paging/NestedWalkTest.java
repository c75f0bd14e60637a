package dev.pacifica.model.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Freedom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order in which a two-level walk touches memory, as its log has it, and the faults at both ends of it. */
class NestedWalkTest {
    private static final long NESTED = 0x1_0000;
    private static final long GUEST = 0x2_0000;
    /** Where the guest believes its tables and its page to be. */
    private static final long GUEST_PHYSICAL = 0x40_0000_0000L;

    private static final long LINEAR = 1L << 39 | 2L << 30 | 3L << 21 | 4L << 12 | 0x567;
    private static final long ALL = 7;

    private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
    private final Freedom freedom = Freedom.standard();
    private final NestedWalk walk = new NestedWalk(memory, freedom, new ModificationLog(memory, freedom));

    private static Translation longMode(long root) {
        PagingFlags flags = new PagingFlags(true, true, false, false, false, true, true, true, 48);
        return new Translation(root, PagingFormat.LONG_4, flags, 1, 0);
    }

    /** Tables 0 to 3 of the guest and its page at GUEST_PHYSICAL and the pages behind it, which the nested tables map to GUEST. */
    @BeforeEach
    void fourOnFour() {
        for (int level = 4; level > 1; level--) {
            long index = GUEST_PHYSICAL >>> 12 + 9 * (level - 1) & 0x1FF;
            memory.write64(NESTED + (4 - level) * 0x1000L + 8 * index, NESTED + (5 - level) * 0x1000L | ALL);
        }
        for (int page = 0; page < 5; page++) {
            memory.write64(NESTED + 0x3000 + 8L * page, GUEST + page * 0x1000L | ALL);
        }
        for (int level = 4; level > 0; level--) {
            long index = LINEAR >>> 12 + 9 * (level - 1) & 0x1FF;
            memory.write64(GUEST + (4 - level) * 0x1000L + 8 * index, GUEST_PHYSICAL + (5 - level) * 0x1000L | ALL);
        }
        walk.start(new NestedControls(NESTED, false, false, false), longMode(0), 1);
    }

    private WalkResult walk(Access access) {
        return walk.walk(longMode(GUEST_PHYSICAL), true, LINEAR, access);
    }

    private static long nestedLeaf(int page) {
        return NESTED + 0x3000 + 8L * page;
    }

    @Test
    void NPT_21_NPT_26_a_walk_through_four_levels_of_each_reads_24_entries_in_order() {
        freedom.log().start();
        assertThat(walk(Access.SUPERVISOR_READ)).isInstanceOf(WalkResult.Mapped.class);
        List<PagingEntry.Walk> walks = new ArrayList<>();
        freedom.log().take().forEach(entry -> walks.add((PagingEntry.Walk) entry));

        assertThat(walks)
                .extracting(PagingEntry.Walk::stage)
                .containsExactly(
                        WalkStage.NESTED,
                        WalkStage.NESTED,
                        WalkStage.NESTED,
                        WalkStage.NESTED,
                        WalkStage.GUEST,
                        WalkStage.NESTED);
        for (int page = 0; page < 4; page++) {
            assertThat(walks.get(page).access()).isEqualTo(Access.USER_WRITE); // NPT-24
            assertThat(walks.get(page).linear() & -0x1000).isEqualTo(GUEST_PHYSICAL + page * 0x1000L);
            assertThat(walks.get(4).visits().get(page).at() & -0x1000).isEqualTo(GUEST + page * 0x1000L);
        }
        assertThat(walks.get(5).access()).isEqualTo(Access.USER_READ);
        assertThat(walks.stream().mapToInt(one -> one.visits().size()).sum()).isEqualTo(24);
    }

    @Test
    void NPT_25_the_pages_of_the_guests_tables_become_dirty_and_the_page_read_does_not() {
        walk(Access.USER_READ);
        for (int page = 0; page < 4; page++) {
            assertThat(memory.read64(nestedLeaf(page)) & 0x60).isEqualTo(0x60);
        }
        assertThat(memory.read64(nestedLeaf(4)) & 0x60).isEqualTo(0x20);
    }

    @Test
    void NPT_52_a_missing_nested_entry_is_reported_for_the_table_or_the_page_that_it_maps() {
        memory.write64(nestedLeaf(4), 0);
        assertThat(walk(Access.SUPERVISOR_FETCH))
                .isEqualTo(new WalkResult.NestedFault(0x1_0000_0014L, GUEST_PHYSICAL + 0x4567, true));
        memory.write64(nestedLeaf(3), 0);
        assertThat(walk(Access.SUPERVISOR_FETCH))
                .isEqualTo(new WalkResult.NestedFault(0x2_0000_0006L, GUEST_PHYSICAL + 0x3020, false));
    }

    @Test
    void NPT_38_a_remembered_translation_permits_writes_only_where_both_levels_are_writable_and_dirty() {
        memory.write64(nestedLeaf(4), GUEST + 0x4000 | 0x65); // read-only, and dirty all the same
        WalkResult.Mapped mapped = (WalkResult.Mapped) walk(Access.SUPERVISOR_READ);
        assertThat(mapped.dirty()).isFalse();
        assertThat(walk(Access.SUPERVISOR_WRITE)).isInstanceOf(WalkResult.NestedFault.class);
    }
}
