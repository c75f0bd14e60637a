package dev.pacifica.model.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.model.debug.Breakpoints;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.paging.NestedControls;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.Signal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A misaligned access of a guest to where the nested tables have nothing: the manual does not say which is reported. */
class MisalignedNestedTest {
    private final Signal nestedFault = new Signal("a nested page fault") {};

    private final Cpu cpu = new Cpu(CpuProfile.named("full"));

    /** A guest without paging at CPL 3 that checks alignment, on 32-bit nested tables that map nothing. */
    private SegmentedMemory guest(int answer) {
        PhysicalMemory memory = new PhysicalMemory(1 << 16);
        Freedom freedom = new Freedom(new RuleTrace(), new Choices(Map.of(Rule.EVT_50, answer)), Unspecified.ZEROS);
        LinearMemory linear = new LinearMemory(cpu, memory, freedom);
        linear.setNestedFaults((information, gpa, fetch) -> nestedFault);
        cpu.cr0 = 0x8001_0011L;
        cpu.updateMode();
        linear.nest(new NestedControls(0x1000, false, false, false), 1);
        cpu.cr0 = 0x4_0011L;
        cpu.cpl = 3;
        cpu.rflags |= Rflags.AC;
        cpu.ds.set(0x2B, 0xCF3, -1, 0);
        cpu.updateMode();
        return new SegmentedMemory(cpu, linear, new Breakpoints(cpu, freedom), freedom);
    }

    @Test
    void EVT_50_NPT_33_a_nested_fault_comes_before_AC_or_behind_it() {
        assertThatThrownBy(() -> guest(0).read(Cpu.DS, 0x5001, 4)).isSameAs(nestedFault);
        assertThatThrownBy(() -> guest(1).read(Cpu.DS, 0x5001, 4))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exception()).isEqualTo(ExceptionVector.AC));
    }

    @Test
    void EVT_17_an_aligned_access_is_the_nested_tables_affair_alone() {
        assertThatThrownBy(() -> guest(1).read(Cpu.DS, 0x5004, 4)).isSameAs(nestedFault);
    }
}
