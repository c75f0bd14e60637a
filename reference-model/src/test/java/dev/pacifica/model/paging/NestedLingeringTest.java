package dev.pacifica.model.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.model.state.Cpu;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may linger of the combined translations of a guest: 32-bit tables of its own on 32-bit nested ones. */
class NestedLingeringTest {
    private static final int ASID = 1;
    private static final long PAGE = 0x5000;
    private static final long OWN_DIRECTORY = 0x2000;
    private static final long OWN_TABLE = 0x3000;
    private static final long NESTED_DIRECTORY = 0x1_0000;
    private static final long NESTED_TABLE = 0x1_1000;
    private static final long FRAMES = 0x2_0000;
    private static final int USED = 0x67;
    private static final int GLOBAL = 0x100;
    private static final int OLD = 0;
    private static final int NEW = 1;

    private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
    private final Cpu cpu = new Cpu(CpuProfile.named("full"));

    /** The page has the guest-physical address of one of two pages, and these the nested translations {@link #OLD} and {@link #NEW}. */
    private LinearMemory nested(Choices choices) {
        memory.write32(OWN_DIRECTORY, (int) OWN_TABLE | USED);
        memory.write32(NESTED_DIRECTORY, (int) NESTED_TABLE | USED);
        for (long table : new long[] {OWN_DIRECTORY, OWN_TABLE}) {
            memory.write32(NESTED_TABLE + (table >>> 10), (int) table | USED);
        }
        mapNested(OLD, OLD);
        mapNested(NEW, NEW);
        map(OLD, GLOBAL);
        cpu.cr0 = 0x8001_0011L;
        cpu.cr4 = 0x80;
        LinearMemory linear = new LinearMemory(cpu, memory, new Freedom(new RuleTrace(), choices, Unspecified.ZEROS));
        linear.nest(new NestedControls(NESTED_DIRECTORY, false, false, false), ASID);
        cpu.asid = ASID;
        cpu.cr3 = OWN_DIRECTORY;
        cpu.updateMode();
        assertThat(read(linear)).isEqualTo(frame(OLD));
        return linear;
    }

    private void map(int guestPhysicalPage, int more) {
        memory.write32(OWN_TABLE + (PAGE >>> 10), 0x8000 + 0x1000 * guestPhysicalPage | USED | more);
    }

    private void mapNested(int guestPhysicalPage, int frame) {
        memory.write32(NESTED_TABLE + 4 * (8L + guestPhysicalPage), (int) frame(frame) | USED);
    }

    private static long frame(int number) {
        return FRAMES + 0x1000L * number;
    }

    private static long read(LinearMemory linear) {
        return linear.translate(PAGE, Access.SUPERVISOR_READ);
    }

    @Test
    void TLB_19_a_nested_entry_that_changed_without_a_flush_may_be_used_as_it_was_or_as_it_is() {
        for (int answer : new int[] {OLD, NEW}) {
            Choices choices = Choices.exploring(List.of(answer));
            LinearMemory linear = nested(choices);
            mapNested(OLD, NEW);
            assertThat(read(linear)).isEqualTo(frame(answer));
            assertThat(choices.picks()).hasSize(1);
        }
    }

    @Test
    void TLB_19_so_may_an_entry_of_the_guest() {
        for (int answer : new int[] {OLD, NEW}) {
            Choices choices = Choices.exploring(List.of(answer));
            LinearMemory linear = nested(choices);
            map(NEW, GLOBAL);
            assertThat(read(linear)).isEqualTo(frame(answer));
            assertThat(choices.picks()).hasSize(1);
        }
    }

    @Test
    void TLB_19_other_nested_tables_leave_it_open_which_are_used() {
        for (int answer : new int[] {OLD, NEW}) {
            Choices choices = Choices.exploring(List.of(answer));
            LinearMemory linear = nested(choices);
            long other = 0x1_2000;
            memory.write32(other, 0x1_3000 | USED);
            for (int i = 0; i < 16; i++) {
                memory.write32(0x1_3000 + 4L * i, memory.read32(NESTED_TABLE + 4L * i));
            }
            memory.write32(0x1_3000 + 4 * 8L, (int) frame(NEW) | USED);
            linear.nest(new NestedControls(other, false, false, false), ASID);
            cpu.updateMode();
            assertThat(read(linear)).isEqualTo(frame(answer));
            assertThat(choices.picks()).hasSize(1);
        }
    }

    /** Walks that find the same are no question, whatever of the tables has changed besides. */
    @Test
    void TLB_19_nothing_is_asked_where_a_walk_finds_the_same() {
        Choices choices = Choices.exploring(List.of());
        LinearMemory linear = nested(choices);
        mapNested(NEW, OLD);
        memory.write32(NESTED_TABLE + 4 * 20L, (int) frame(NEW) | USED);
        assertThat(read(linear)).isEqualTo(frame(OLD));
        assertThat(read(linear)).isEqualTo(frame(OLD));
        assertThat(choices.picks()).isEmpty();
    }

    @Test
    void TLB_07_TLB_11_TLB_12_a_flush_of_the_ASID_leaves_nothing_open() {
        Choices choices = Choices.exploring(List.of());
        LinearMemory linear = nested(choices);
        mapNested(OLD, NEW);
        linear.tlb().flush(ASID);
        assertThat(read(linear)).isEqualTo(frame(NEW));
        mapNested(OLD, OLD);
        linear.tlb().flushAll();
        assertThat(read(linear)).isEqualTo(frame(OLD));
        assertThat(choices.picks()).isEmpty();
    }

    @Test
    void TLB_07_a_flush_that_spares_global_pages_is_not_enough() {
        Choices choices = Choices.exploring(List.of());
        LinearMemory linear = nested(choices);
        mapNested(OLD, NEW);
        linear.tlb().flushNonGlobal(ASID);
        assertThat(read(linear)).isEqualTo(frame(OLD));
        assertThat(choices.picks()).hasSize(1);
    }

    @Test
    void TLB_09_INVLPG_of_the_guest_removes_the_combined_translation() {
        Choices choices = Choices.exploring(List.of());
        LinearMemory linear = nested(choices);
        map(NEW, GLOBAL);
        linear.tlb().invalidate(PAGE, ASID);
        assertThat(read(linear)).isEqualTo(frame(NEW));
        assertThat(choices.picks()).isEmpty();
    }
}
