package dev.pacifica.model.machine;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.debug.DebugStatus;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Rflags;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DebugTrapsTest {
    private static final long WRITE = 1 << 16;
    private static final long PORT = 2 << 16;
    private static final long ACCESS = 3 << 16;

    private final LongModeFixture x = new LongModeFixture();

    private LongModeFixture breakpoint(long address, long control) {
        x.cpu.dr[0] = address;
        x.cpu.dr7 = 0x401 | control;
        x.cpu.updateMode();
        return x;
    }

    private void trapsBehind(String hex, int offset, long conditions) {
        assertThat(x.vectorOf(hex)).as(hex).isEqualTo(1);
        assertThat(x.stack(0)).as(hex).isEqualTo(CODE + offset);
        assertThat(x.cpu.dr6).isEqualTo(Cpu.DR6_FIXED | conditions);
        assertThat(x.cpu.pendingDebug).isZero();
    }

    private LongModeFixture stepping() {
        x.cpu.rflags |= Rflags.TF;
        return x;
    }

    @Test
    void DBG_05_an_instruction_breakpoint_is_a_fault_and_RF_lets_one_instruction_pass() {
        breakpoint(CODE + 1, 0);
        trapsBehind("90 90 90 F4", 1, 1);
        assertThat(x.stack(2) & Rflags.RF).isZero(); // EVT-67
        x.cpu.rip = CODE + 1;
        x.cpu.rflags |= Rflags.RF;
        assertThat(x.machine.run(10).reason()).isEqualTo(StopReason.HALTED);
        assertThat(x.cpu.isSet(Rflags.RF)).isFalse();
    }

    @Test
    void DBG_05_a_breakpoint_inside_a_cached_loop_is_found_when_DR7_enables_it() {
        x.cpu.gpr[Cpu.RAX] = 0x401;
        x.cpu.gpr[Cpu.RCX] = 3;
        x.cpu.dr[0] = CODE;
        // 0: nop  1: loop 0  3: mov dr7, rax  6: jmp 0
        trapsBehind("90 E2FD 0F23F8 EBF8", 0, 1);
    }

    @Test
    void DBG_05_RF_lasts_for_all_iterations_of_a_repeated_string_instruction() {
        breakpoint(CODE, 0).cpu.rflags |= Rflags.RF;
        x.cpu.gpr[Cpu.RCX] = 3;
        x.cpu.gpr[Cpu.RDI] = DATA;
        assertThat(x.run("F3AA F4").reason()).isEqualTo(StopReason.HALTED);
        assertThat(x.cpu.isSet(Rflags.RF)).isFalse();
    }

    @Test
    void DBG_06_a_data_breakpoint_is_a_trap_behind_the_access() {
        breakpoint(DATA, WRITE).cpu.gpr[Cpu.RBX] = DATA;
        trapsBehind("8A03 8803 90 F4", 4, 1);
    }

    @Test
    void DBG_06_reads_match_a_breakpoint_for_both() {
        breakpoint(DATA, ACCESS).cpu.gpr[Cpu.RBX] = DATA;
        trapsBehind("8A03 8803 90 F4", 2, 1);
    }

    @Test
    void DBG_06_a_read_that_writes_back_is_a_write() {
        breakpoint(DATA, WRITE).cpu.gpr[Cpu.RBX] = DATA;
        trapsBehind("FE03 90 F4", 2, 1);
    }

    @Test
    void DBG_06_pushes_match_and_each_iteration_traps() {
        breakpoint(STACK - 8, WRITE);
        trapsBehind("50 90 F4", 1, 1);
    }

    @Test
    void DBG_06_between_iterations() {
        breakpoint(DATA + 1, WRITE).cpu.gpr[Cpu.RDI] = DATA;
        x.cpu.gpr[Cpu.RCX] = 4;
        trapsBehind("F3AA F4", 0, 1);
        assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(2);
    }

    @Test
    void DBG_06_an_access_of_an_instruction_that_faults_leaves_no_trap() {
        breakpoint(DATA, ACCESS).cpu.gpr[Cpu.RSI] = DATA;
        x.cpu.gpr[Cpu.RDI] = 0x8000_0000L;
        x.machine.memory().write64(PD + 0x1000, 0);
        assertThat(x.vectorOf("A4 90 F4")).isEqualTo(14);
        assertThat(x.cpu.pendingDebug).isZero();
        assertThat(x.cpu.dr6).isEqualTo(Cpu.DR6_FIXED);
    }

    @Test
    void DBG_07_an_IO_breakpoint_needs_CR4_DE() {
        breakpoint(0x80, PORT).cpu.cr4 |= Cr4.DE;
        trapsBehind("E481 E480 90 F4", 4, 1);
        LongModeFixture without = new LongModeFixture();
        without.cpu.dr[0] = 0x80;
        without.cpu.dr7 = 0x401 | PORT;
        without.cpu.updateMode();
        assertThat(without.run("E480 90 F4").reason()).isEqualTo(StopReason.HALTED);
    }

    @Test
    void DBG_08_POPF_that_sets_TF_traps_behind_the_next_instruction() {
        x.cpu.gpr[Cpu.RAX] = 0x102;
        trapsBehind("50 9D 90 90 F4", 3, DebugStatus.BS);
    }

    @Test
    void DBG_08_POPF_that_clears_TF_traps_once_more() {
        x.cpu.gpr[Cpu.RAX] = 2;
        x.program("50 9D 90 90 F4").machine.step();
        stepping();
        assertThat(x.machine.run(5).rip()).isEqualTo(handler(1));
        assertThat(x.stack(0)).isEqualTo(CODE + 2);
        assertThat(x.stack(2) & Rflags.TF).isZero();
    }

    @Test
    void DBG_08_SYSRET_that_sets_TF_traps_before_its_target() {
        x.cpu.star = 0x0018L << 48;
        x.descriptor(CODE64_USER, 0x00AF_FB00_0000_FFFFL);
        x.cpu.gpr[Cpu.RCX] = CODE + 0x10;
        x.cpu.gpr[11] = 0x102;
        assertThat(x.vectorOf("480F07")).isEqualTo(1);
        assertThat(x.stack(0)).isEqualTo(CODE + 0x10);
        assertThat(x.cpu.dr6).isEqualTo(Cpu.DR6_FIXED | DebugStatus.BS);
    }

    @Test
    void DBG_08_INTn_clears_TF_and_does_not_step() {
        stepping();
        assertThat(x.vectorOf("CD20")).isEqualTo(0x20);
        assertThat(x.stack(2) & Rflags.TF).isNotZero();
        assertThat(x.cpu.dr6).isEqualTo(Cpu.DR6_FIXED);
    }

    @Test
    void DBG_08_INTO_that_does_nothing_steps() {
        stepping().compatibility();
        trapsBehind("CE 90", 1, DebugStatus.BS);
    }

    @Test
    void DBG_08_iterations_of_a_repeated_string_instruction_step() {
        stepping().cpu.gpr[Cpu.RCX] = 2;
        x.cpu.gpr[Cpu.RDI] = DATA;
        trapsBehind("F3AA F4", 0, DebugStatus.BS);
        x.cpu.rip = CODE;
        stepping();
        assertThat(x.machine.run(5).rip()).isEqualTo(handler(1));
        assertThat(x.stack(0)).isEqualTo(CODE + 2);
    }

    @Test
    void DBG_08_HLT_steps() {
        stepping();
        trapsBehind("F4 90", 1, DebugStatus.BS);
    }

    @Test
    void DBG_10_a_step_and_a_breakpoint_are_one_exception() {
        breakpoint(DATA, WRITE).cpu.gpr[Cpu.RBX] = DATA;
        stepping();
        trapsBehind("8803 90 F4", 2, DebugStatus.BS | 1);
    }

    @Test
    void DBG_12_MOV_SS_holds_the_step_until_the_next_instruction_is_done() {
        stepping().cpu.gpr[Cpu.RAX] = DATA0;
        trapsBehind("8ED0 90 90 F4", 3, DebugStatus.BS);
    }

    @Test
    void DBG_12_STI_does_not_hold_the_step() {
        stepping();
        trapsBehind("FB 90 90 F4", 1, DebugStatus.BS);
    }

    @Test
    void DBG_12_a_data_breakpoint_of_MOV_SS_is_held() {
        x.machine.memory().write64(DATA, DATA0);
        breakpoint(DATA, ACCESS).cpu.gpr[Cpu.RBX] = DATA;
        trapsBehind("8E13 90 90 F4", 3, 1);
    }

    @Test
    void DBG_12_no_instruction_breakpoint_in_the_shadow_of_MOV_SS_but_in_that_of_STI() {
        breakpoint(CODE + 2, 0).cpu.gpr[Cpu.RAX] = DATA0;
        assertThat(x.run("8ED0 90 F4").reason()).isEqualTo(StopReason.HALTED);
        x.cpu.halted = false;
        x.cpu.rip = CODE;
        trapsBehind("90 FB 90 F4", 2, 1);
    }

    @Test
    void DBG_15_DBG_11_a_handler_of_DB_finds_GD_LBR_and_BTF_clear() {
        stepping().cpu.dr7 = 0x2400;
        x.cpu.debugCtl = 5;
        trapsBehind("90 90", 1, DebugStatus.BS);
        assertThat(x.cpu.dr7).isEqualTo(0x400);
        assertThat(x.cpu.debugCtl).isEqualTo(4);
    }

    @Test
    void DBG_15_stepping_on_branches_is_not_modelled_and_says_so() {
        stepping().cpu.debugCtl = 2;
        RunResult result = x.run("90 90");
        assertThat(result.reason()).isEqualTo(StopReason.NOT_MODELLED);
        assertThat(result.detail()).contains("BTF");
    }

    @Test
    void DBG_16_last_branch_registers_cannot_be_written() {
        for (int number = 0x1DB; number <= 0x1DE; number++) {
            LongModeFixture each = new LongModeFixture();
            each.cpu.gpr[Cpu.RCX] = number;
            assertThat(each.vectorOf("0F32 0F30")).isEqualTo(13);
            assertThat(each.stack(1)).isEqualTo(CODE + 2);
        }
    }

    private static LongModeFixture aligned(boolean am, boolean ac) {
        LongModeFixture each = new LongModeFixture().user();
        each.cpu.cr0 |= am ? Cr0.AM : 0;
        each.cpu.rflags |= ac ? Rflags.AC : 0;
        each.cpu.gpr[Cpu.RBX] = DATA + 1;
        each.cpu.updateMode();
        return each;
    }

    @Test
    void EVT_17_alignment_is_checked_with_AM_and_AC_at_CPL_3() {
        assertThat(aligned(true, true).vectorOf("8B03 0F0B")).isEqualTo(17);
        assertThat(aligned(true, true).stack(0)).isZero();
        assertThat(aligned(false, true).vectorOf("8B03 0F0B")).isEqualTo(6);
        assertThat(aligned(true, false).vectorOf("8B03 0F0B")).isEqualTo(6);
        LongModeFixture supervisor = new LongModeFixture();
        supervisor.cpu.cr0 |= Cr0.AM;
        supervisor.cpu.rflags |= Rflags.AC;
        supervisor.cpu.gpr[Cpu.RBX] = DATA + 1;
        supervisor.cpu.updateMode();
        assertThat(supervisor.vectorOf("8B03 0F0B")).isEqualTo(6);
    }

    @Test
    void EVT_17_every_kind_of_access_is_checked_and_a_byte_never() {
        for (String hex : new String[] {"8903", "FF03", "668B03", "488B03", "FF33", "8F03", "0FB703"}) {
            LongModeFixture each = aligned(true, true);
            assertThat(each.vectorOf(hex + "0F0B")).as(hex).isEqualTo(17);
            assertThat(each.stack(1)).isEqualTo(CODE);
        }
        assertThat(aligned(true, true).vectorOf("8A03 8803 FE03 0F0B")).isEqualTo(6);
    }

    @Test
    void EVT_50_a_page_fault_comes_before_AC() {
        LongModeFixture each = aligned(true, true);
        each.cpu.gpr[Cpu.RBX] = 0x8000_0001L;
        each.machine.memory().write64(0x2000 + 16, 0);
        assertThat(each.vectorOf("8B03 0F0B")).isEqualTo(14);
    }

    @Provide
    static Arbitrary<List<String>> programs() {
        return Arbitraries.of(
                        "90", "FFC0", "01D8", "EB00", "50", "5A", "9C", "31C9", "E800000000", "A8FF", "0FA2", "F8")
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property(tries = 200)
    void DBG_08_there_are_as_many_steps_as_instructions(@ForAll("programs") List<String> program) {
        LongModeFixture each = new LongModeFixture();
        each.program(String.join("", program) + "F4");
        each.cpu.rflags |= Rflags.TF;
        int traps = 0;
        while (each.machine.run(100).reason() == StopReason.STOP_ADDRESS) {
            assertThat(each.cpu.rip).isEqualTo(handler(1));
            traps++;
            each.cpu.rip = each.stack(0);
            each.cpu.rflags = each.stack(2);
            each.cpu.gpr[Cpu.RSP] = each.stack(3);
            if (each.cpu.rip == CODE + String.join("", program).length() / 2 + 1) {
                break;
            }
        }
        assertThat(traps).isEqualTo(program.size() + 1);
    }
}
