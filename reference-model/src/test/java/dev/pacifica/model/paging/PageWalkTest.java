package dev.pacifica.model.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.rule.Freedom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageWalkTest {
    private static final long PML4 = 0x1000;
    private static final long PDPT = 0x2000;
    private static final long PD = 0x3000;
    private static final long PT = 0x4000;
    private static final long PRESENT_WRITABLE_USER = 7;
    private static final long A = 1 << 5;
    private static final long D = 1 << 6;
    private static final long PS = 1 << 7;
    private static final long NX = 1L << 63;
    /** Indices 1, 2, 3, 4. */
    private static final long LINEAR = 1L << 39 | 2L << 30 | 3L << 21 | 4L << 12 | 0x567;

    private static final long PML4E = PML4 + 8;
    private static final long PDPE = PDPT + 16;
    private static final long PDE = PD + 24;
    private static final long PTE = PT + 32;

    private PhysicalMemory memory;
    private PageWalk walk;

    @BeforeEach
    void fourLevels() {
        memory = new PhysicalMemory(1 << 20);
        walk = new PageWalk(memory, Freedom.standard());
        memory.write64(PML4E, PDPT | PRESENT_WRITABLE_USER);
        memory.write64(PDPE, PD | PRESENT_WRITABLE_USER);
        memory.write64(PDE, PT | PRESENT_WRITABLE_USER);
        memory.write64(PTE, 0xABC000 | PRESENT_WRITABLE_USER);
    }

    private static PagingFlags flags(boolean wp, boolean nxe, int bits) {
        return new PagingFlags(wp, nxe, false, false, false, true, true, true, bits);
    }

    private static Translation longMode() {
        return new Translation(PML4, PagingFormat.LONG_4, flags(true, true, 48), 0, 0);
    }

    private WalkResult walk(Access access) {
        return walk.walk(longMode(), LINEAR, access);
    }

    private static WalkResult.PageFault fault(int code) {
        return new WalkResult.PageFault(code);
    }

    private void set(long at, long bits) {
        memory.write64(at, memory.read64(at) | bits);
    }

    private void clear(long at, long bits) {
        memory.write64(at, memory.read64(at) & ~bits);
    }

    private long spa(WalkResult result) {
        assertThat(result).isInstanceOf(WalkResult.Mapped.class);
        return ((WalkResult.Mapped) result).spa();
    }

    @Test
    void PG_03_each_level_takes_its_bits_of_the_linear_address() {
        assertThat(spa(walk(Access.USER_READ))).isEqualTo(0xABC567);
    }

    @Test
    void PG_02_a_PDE_with_PS_maps_2_MBytes_and_a_PDPE_1_GByte() {
        memory.write64(PDE, 0x1_4020_0000L & 0xFFFF_FFFFL | PS | PRESENT_WRITABLE_USER);
        assertThat(spa(walk(Access.USER_READ))).isEqualTo(0x4020_0000L | LINEAR & 0x1F_FFFF);
        memory.write64(PDPE, 0x8000_0000L | PS | PRESENT_WRITABLE_USER);
        WalkResult result = walk(Access.USER_READ);
        assertThat(spa(result)).isEqualTo(0x8000_0000L | LINEAR & 0x3FFF_FFFF);
        assertThat(((WalkResult.Mapped) result).pageShift()).isEqualTo(30);
    }

    @Test
    void PG_16_without_1_GByte_pages_PS_in_a_PDPE_is_reserved() {
        memory.write64(PDPE, 0x8000_0000L | PS | PRESENT_WRITABLE_USER);
        PagingFlags without = new PagingFlags(true, true, false, false, false, true, true, false, 48);
        assertThat(walk.walk(new Translation(PML4, PagingFormat.LONG_4, without, 0, 0), LINEAR, Access.USER_READ))
                .isEqualTo(fault(0xD));
    }

    @Test
    void PG_50_PG_51_A_is_set_at_every_level_and_D_in_the_leaf_by_a_write() {
        walk(Access.USER_READ);
        for (long entry : new long[] {PML4E, PDPE, PDE, PTE}) {
            assertThat(memory.read64(entry) & (A | D)).isEqualTo(A);
        }
        walk(Access.USER_WRITE);
        assertThat(memory.read64(PTE) & (A | D)).isEqualTo(A | D);
        assertThat(memory.read64(PDE) & D).isZero();
    }

    @Test
    void PG_51_a_write_that_is_denied_sets_neither_A_nor_D_in_the_leaf() {
        clear(PTE, 2);
        assertThat(walk(Access.USER_WRITE)).isEqualTo(fault(7));
        assertThat(memory.read64(PTE) & (A | D)).isZero();
    }

    @Test
    void PG_60_the_error_code_describes_the_access_and_P_tells_protection_from_absence() {
        clear(PDE, 1);
        assertThat(walk(Access.SUPERVISOR_READ)).isEqualTo(fault(0));
        assertThat(walk(Access.SUPERVISOR_WRITE)).isEqualTo(fault(2));
        assertThat(walk(Access.USER_READ)).isEqualTo(fault(4));
        assertThat(walk(Access.USER_FETCH)).isEqualTo(fault(0x14));
    }

    @Test
    void PG_63_a_missing_lower_entry_wins_over_rights_denied_above() {
        clear(PML4E, 4 | 2);
        clear(PTE, 1);
        assertThat(walk(Access.USER_WRITE)).isEqualTo(fault(6));
    }

    @Test
    void PG_21_reserved_bits_above_win_over_absence_below() {
        set(PDPE, 1L << 50);
        clear(PTE, 1);
        assertThat(walk(Access.USER_READ)).isEqualTo(fault(0xD));
    }

    @Test
    void PG_20_an_entry_that_is_not_present_has_no_reserved_bits() {
        memory.write64(PTE, 0x7FFF_FFFF_FFFF_FFFEL);
        assertThat(walk(Access.USER_READ)).isEqualTo(fault(4));
    }

    @Test
    void PG_30_every_level_can_deny_user_write_and_execution() {
        for (long entry : new long[] {PML4E, PDPE, PDE, PTE}) {
            fourLevels();
            clear(entry, 4);
            assertThat(walk(Access.USER_READ)).isEqualTo(fault(5));
            assertThat(walk(Access.SUPERVISOR_WRITE)).isInstanceOf(WalkResult.Mapped.class);
            fourLevels();
            clear(entry, 2);
            assertThat(walk(Access.USER_WRITE)).isEqualTo(fault(7));
            assertThat(walk(Access.USER_READ)).isInstanceOf(WalkResult.Mapped.class);
            fourLevels();
            set(entry, NX);
            assertThat(walk(Access.USER_FETCH)).isEqualTo(fault(0x15));
            assertThat(walk(Access.USER_READ)).isInstanceOf(WalkResult.Mapped.class);
        }
    }

    @Test
    void PG_33_a_supervisor_write_to_a_read_only_page_depends_on_WP() {
        clear(PTE, 2);
        assertThat(walk(Access.SUPERVISOR_WRITE)).isEqualTo(fault(3));
        Translation noWp = new Translation(PML4, PagingFormat.LONG_4, flags(false, true, 48), 0, 0);
        assertThat(walk.walk(noWp, LINEAR, Access.SUPERVISOR_WRITE)).isInstanceOf(WalkResult.Mapped.class);
        assertThat(walk.walk(noWp, LINEAR, Access.USER_WRITE)).isEqualTo(fault(7)); // PG-32
    }

    @Test
    void PG_34_without_NXE_the_NX_bit_is_reserved() {
        set(PTE, NX);
        Translation noNx = new Translation(PML4, PagingFormat.LONG_4, flags(true, false, 48), 0, 0);
        assertThat(walk.walk(noNx, LINEAR, Access.USER_READ)).isEqualTo(fault(0xD));
        assertThat(walk.walk(noNx, LINEAR, Access.USER_FETCH)).isEqualTo(fault(0xD)); // PG-65: no I/D bit
    }

    @Test
    void PG_35_PG_36_SMEP_and_SMAP_keep_the_supervisor_off_user_pages() {
        PagingFlags strict = new PagingFlags(true, true, true, true, true, true, true, true, 48);
        Translation translation = new Translation(PML4, PagingFormat.LONG_4, strict, 0, 0);
        assertThat(walk.walk(translation, LINEAR, Access.SUPERVISOR_FETCH)).isEqualTo(fault(0x11));
        assertThat(walk.walk(translation, LINEAR, Access.SUPERVISOR_READ)).isEqualTo(fault(1));
        assertThat(walk.walk(translation, LINEAR, Access.IMPLICIT_READ)).isEqualTo(fault(1));
        assertThat(walk.walk(translation, LINEAR, Access.USER_READ)).isInstanceOf(WalkResult.Mapped.class);
        clear(PTE, 4);
        assertThat(walk.walk(translation, LINEAR, Access.SUPERVISOR_FETCH)).isInstanceOf(WalkResult.Mapped.class);
        assertThat(walk.walk(translation, LINEAR, Access.SUPERVISOR_READ)).isInstanceOf(WalkResult.Mapped.class);
    }

    @Property
    void PG_14_PG_19_the_bit_at_MAXPHYADDR_is_reserved_and_the_one_below_is_not(
            @ForAll @IntRange(min = 32, max = 51) int bits, @ForAll @IntRange(min = 0, max = 3) int level) {
        fourLevels();
        long entry = new long[] {PML4E, PDPE, PDE, PTE}[level];
        Translation translation = new Translation(PML4, PagingFormat.LONG_4, flags(true, true, bits), 0, 0);
        set(entry, 1L << bits);
        assertThat(walk.walk(translation, LINEAR, Access.USER_READ)).isEqualTo(fault(0xD));
        fourLevels();
        memory.write64(PTE, 1L << bits - 1 | PRESENT_WRITABLE_USER);
        assertThat(spa(walk.walk(translation, LINEAR, Access.USER_READ))).isEqualTo(1L << bits - 1 | 0x567);
    }

    @Test
    void PG_14_bits_7_and_8_of_a_PML4E_are_reserved() {
        for (int bit : new int[] {7, 8}) {
            fourLevels();
            set(PML4E, 1L << bit);
            assertThat(walk(Access.USER_READ)).isEqualTo(fault(0xD));
        }
    }

    @Test
    void PG_18_the_low_address_bits_of_a_large_page_are_reserved() {
        for (int bit = 13; bit <= 20; bit++) {
            memory.write64(PDE, 0x20_0000 | PS | PRESENT_WRITABLE_USER | 1L << bit);
            assertThat(walk(Access.USER_READ)).as("bit " + bit).isEqualTo(fault(0xD));
        }
        memory.write64(PDE, 0x20_0000 | PS | PRESENT_WRITABLE_USER | 1L << 12); // PAT
        assertThat(walk(Access.USER_READ)).isInstanceOf(WalkResult.Mapped.class);
    }

    @Test
    void PG_10_PG_11_legacy_tables_have_4_KByte_and_4_MByte_pages() {
        Translation legacy = new Translation(0x8000, PagingFormat.LEGACY, flags(true, false, 40), 0, 0);
        memory.write32(0x8000 + 4 * 5, 0x9007);
        memory.write32(0x9000 + 4 * 6, 0xABC_D007);
        long linear = 5L << 22 | 6 << 12 | 0x123;
        assertThat(spa(walk.walk(legacy, linear, Access.USER_READ))).isEqualTo(0xABC_D123L);

        memory.write32(0x8000 + 4 * 5, 0x0080_0087 | 3 << 13); // bits 20:13 are address bits 39:32
        assertThat(spa(walk.walk(legacy, linear, Access.USER_READ)))
                .isEqualTo(3L << 32 | 0x0080_0000 | linear & 0x3F_FFFF);
        memory.write32(0x8000 + 4 * 5, 0x0080_0087 | 1 << 21);
        assertThat(walk.walk(legacy, linear, Access.USER_READ)).isEqualTo(fault(0xD));
        Translation narrow = new Translation(0x8000, PagingFormat.LEGACY, flags(true, false, 36), 0, 0);
        memory.write32(0x8000 + 4 * 5, 0x0080_0087 | 1 << 17);
        assertThat(walk.walk(narrow, linear, Access.USER_READ)).isEqualTo(fault(0xD));
    }

    @Test
    void PG_12_a_PAE_PDPE_has_no_rights_and_more_reserved_bits() {
        Translation pae = new Translation(0x8020, PagingFormat.PAE, flags(true, true, 48), 0, 0);
        long linear = 1L << 30 | 3 << 21 | 4 << 12;
        memory.write64(0x8028, PD | 1);
        assertThat(spa(walk.walk(pae, linear, Access.USER_WRITE))).isEqualTo(0xABC000);
        assertThat(memory.read64(0x8028)).isEqualTo(PD | 1); // no A bit
        for (int bit : new int[] {1, 2, 5, 6, 7, 8, 52, 63}) {
            memory.write64(0x8028, PD | 1 | 1L << bit);
            assertThat(walk.walk(pae, linear, Access.USER_READ))
                    .as("bit " + bit)
                    .isEqualTo(fault(0xD));
        }
    }
}
