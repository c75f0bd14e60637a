package dev.pacifica.model.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.VmCr;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinearMemoryTest {
    private static final long A20 = 1 << 20;
    private static final int PAGE_DIRECTORY = 0x1000;

    private final PhysicalMemory memory = new PhysicalMemory(4 << 20);
    private final Cpu cpu = new Cpu(CpuProfile.named("full"));

    private LinearMemory linear(Freedom freedom) {
        return new LinearMemory(cpu, memory, freedom);
    }

    @Test
    void PG_95_bit_20_is_masked_in_real_mode_while_A20M_is_asserted_and_not_disabled() {
        LinearMemory linear = linear(Freedom.standard());
        assertThat(linear.translate(A20 | 5, Access.SUPERVISOR_READ)).isEqualTo(A20 | 5); // PG-97
        cpu.a20Masked = true;
        cpu.updateMode();
        assertThat(linear.translate(A20 | 5, Access.SUPERVISOR_READ)).isEqualTo(5);
        cpu.vmCr = VmCr.DIS_A20M;
        cpu.updateMode();
        assertThat(linear.translate(A20 | 5, Access.SUPERVISOR_READ)).isEqualTo(A20 | 5);
        cpu.vmCr = 0;
        cpu.cr0 |= 1;
        cpu.updateMode();
        assertThat(linear.translate(A20 | 5, Access.SUPERVISOR_READ)).isEqualTo(A20 | 5);
    }

    @Test
    void PRM_22_whether_A20M_masks_what_paging_gives_in_paged_real_mode_is_open() {
        memory.write32(PAGE_DIRECTORY, 0x2027);
        memory.write32(0x2004, (int) A20 | 0x67);
        cpu.cr0 = 0x8000_0010L;
        cpu.cr3 = PAGE_DIRECTORY;
        cpu.a20Masked = true;
        cpu.updateMode();
        Choices masking = new Choices(Map.of(Rule.PRM_22, 1));
        LinearMemory masked = linear(new Freedom(new RuleTrace(), masking, Unspecified.ZEROS));
        assertThat(masked.translate(0x1005, Access.SUPERVISOR_READ)).isEqualTo(5);
        assertThat(linear(Freedom.standard()).translate(0x1005, Access.SUPERVISOR_READ))
                .isEqualTo(A20 | 5);
        cpu.cr0 |= 1;
        cpu.updateMode();
        assertThat(linear(new Freedom(new RuleTrace(), masking, Unspecified.ZEROS))
                        .translate(0x1005, Access.SUPERVISOR_READ))
                .isEqualTo(A20 | 5);
    }

    /** 32-bit paging of two pages that the caller says; the first is the last of the address space but for one. */
    private Fault spanning(int answer, int lower, int upper) {
        memory.write32(PAGE_DIRECTORY, 0x2027);
        memory.write32(0x2004, lower);
        memory.write32(0x2008, upper);
        cpu.cr0 = 0x8000_0011L;
        cpu.cr3 = PAGE_DIRECTORY;
        cpu.updateMode();
        Freedom freedom = new Freedom(new RuleTrace(), new Choices(Map.of(Rule.PG_42, answer)), Unspecified.ZEROS);
        LinearMemory linear = linear(freedom);
        return catchThrowableOfType(Fault.class, () -> linear.write(0x1FFE, 4, 0x1122_3344, Access.USER_WRITE));
    }

    @Test
    void PG_42_where_both_pages_fault_either_may_be_reported() {
        assertThat(spanning(0, 0, 0).address()).isEqualTo(0x1FFE);
        assertThat(spanning(1, 0, 0).address()).isEqualTo(0x2000);
    }

    @Test
    void PG_42_where_one_page_faults_it_is_that_and_nothing_is_written() {
        for (int answer = 0; answer < 2; answer++) {
            Fault lower = spanning(answer, 0x3005, 0x4007);
            assertThat(lower.address()).isEqualTo(0x1FFE);
            assertThat(lower.errorCode()).isEqualTo(7);
            Fault upper = spanning(answer, 0x3007, 0x4006);
            assertThat(upper.address()).isEqualTo(0x2000);
            assertThat(upper.errorCode()).isEqualTo(6);
            assertThat(memory.read16(0x3FFE)).isZero();
            assertThat(memory.read16(0x4000)).isZero();
        }
    }
}
