package dev.pacifica.model.machine;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import org.junit.jupiter.api.Test;

class MachineTest {
    private final LongModeFixture x = new LongModeFixture();

    @Test
    void a_run_ends_at_HLT() {
        RunResult result = x.run("B805000000 F4");
        assertThat(result).isEqualTo(new RunResult(StopReason.HALTED, CODE + 6, 2, ""));
        assertThat(x.cpu.gpr[Cpu.RAX]).isEqualTo(5);
    }

    @Test
    void a_run_ends_when_the_budget_is_spent() {
        RunResult result = x.program("EBFE").machine.run(1000);
        assertThat(result).isEqualTo(new RunResult(StopReason.BUDGET, CODE, 1000, ""));
        assertThat(x.cpu.tsc()).isEqualTo(1000);
    }

    @Test
    void a_run_ends_before_a_stop_address() {
        x.machine.setStopAddresses(CODE + 1, CODE + 500);
        RunResult result = x.run("90 90 90");
        assertThat(result).isEqualTo(new RunResult(StopReason.STOP_ADDRESS, CODE + 1, 1, ""));
        assertThat(x.machine.step().steps()).isZero();
    }

    @Test
    void a_stop_address_may_be_set_where_the_machine_has_been() {
        x.program("90 90 EBFC").machine.run(100); // to where the jump is taken next
        x.machine.setStopAddresses(CODE + 1);
        RunResult result = x.machine.run(100);
        assertThat(result).isEqualTo(new RunResult(StopReason.STOP_ADDRESS, CODE + 1, 0, ""));
        x.machine.setStopAddresses(CODE + 2);
        assertThat(x.machine.run(100)).isEqualTo(new RunResult(StopReason.STOP_ADDRESS, CODE + 2, 1, ""));
    }

    @Test
    void what_the_model_does_not_have_stops_the_run_with_its_bytes() {
        RunResult result = x.run("90 D9FA F4"); // fsqrt
        assertThat(result.reason()).isEqualTo(StopReason.NOT_MODELLED);
        assertThat(result.rip()).isEqualTo(CODE + 1);
        assertThat(result.detail()).contains("fsqrt").contains("d9 fa f4");
    }

    @Test
    void a_step_is_one_iteration_of_a_repeated_string_instruction() {
        x.cpu.gpr[Cpu.RCX] = 5;
        x.cpu.gpr[Cpu.RDI] = DATA;
        x.cpu.gpr[Cpu.RAX] = 0x77;
        x.program("F3AA F4");
        x.machine.run(2);
        assertThat(x.cpu.rip).isEqualTo(CODE);
        assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(3);
        assertThat(x.machine.run(100)).isEqualTo(new RunResult(StopReason.HALTED, CODE + 3, 4, ""));
        assertThat(x.quadword(DATA)).isEqualTo(0x77_7777_7777L);
    }

    @Test
    void code_that_changes_itself_runs_as_changed() {
        // mov byte [rip+3], 1; mov al, 0 (becomes mov al, 1); the loop runs it from the cache first
        x.program("B000 C605F8FFFFFF01 3C01 75F3 F4");
        // 0: mov al, 0   2: mov byte [rip-8], 1 (CODE+1)   9: cmp al, 1   B: jne CODE   D: hlt
        assertThat(x.machine.run(100).reason()).isEqualTo(StopReason.HALTED);
        assertThat(x.cpu.gpr[Cpu.RAX] & 0xFF).isEqualTo(1);
    }

    @Test
    void an_instruction_that_changes_the_next_one_for_the_first_time_is_followed_by_the_changed_one() {
        // 0: mov [rbx], cl   2: mov al, 0   4: inc cl   6: cmp cl, 4   9: cmove rbx, rdx   D: cmp cl, 5   10: jne CODE
        //  12: hlt
        x.cpu.gpr[Cpu.RBX] = DATA;
        x.cpu.gpr[Cpu.RDX] = CODE + 3; // the immediate, from the fifth turn on
        x.program("880B B000 FEC1 80F904 480F44DA 80F905 75EE F4");
        assertThat(x.machine.run(100).reason()).isEqualTo(StopReason.HALTED);
        assertThat(x.cpu.gpr[Cpu.RAX] & 0xFF).isEqualTo(4);
    }

    @Test
    void an_instruction_may_straddle_two_pages() {
        x.machine.memory().load(0x1_0FFE, new byte[] {(byte) 0xB8, 0x78, 0x56, 0x34, 0x12, (byte) 0xF4});
        x.cpu.rip = 0x1_0FFE;
        assertThat(x.machine.run(10).reason()).isEqualTo(StopReason.HALTED);
        assertThat(x.cpu.gpr[Cpu.RAX]).isEqualTo(0x1234_5678);
        x.machine.memory().write8(0x1_1000, 0x11); // in the middle of it
        x.cpu.rip = 0x1_0FFE;
        x.cpu.halted = false;
        x.machine.run(10);
        assertThat(x.cpu.gpr[Cpu.RAX]).isEqualTo(0x1234_1178);
    }

    @Test
    void EVT_50_an_instruction_of_16_bytes_is_a_GP() {
        assertThat(new LongModeFixture().vectorOf("66".repeat(15) + "90")).isEqualTo(13);
        assertThat(new LongModeFixture().run("66".repeat(14) + "90 F4").reason())
                .isEqualTo(StopReason.HALTED);
    }

    @Test
    void CR_64_RF_is_cleared_by_a_completed_instruction() {
        x.cpu.rflags |= 1 << 16;
        x.run("90 F4");
        assertThat(x.cpu.rflags).isEqualTo(2);
    }

    @Test
    void SEGM_28_CR_62_the_shadow_of_STI_and_MOV_SS_lasts_one_instruction() {
        for (String hex : new String[] {"FB 90 F4", "8ED0 90 F4"}) {
            LongModeFixture each = new LongModeFixture();
            each.cpu.gpr[Cpu.RAX] = DATA0;
            each.program(hex).machine.step();
            assertThat(each.cpu.interruptShadow).isTrue();
            each.machine.step();
            assertThat(each.cpu.interruptShadow).isFalse();
        }
    }

    @Test
    void RST_20_the_reset_vector_is_FFFFFFF0() {
        Machine machine = Machine.create(CpuProfile.named("opteron-f"), 1 << 20);
        assertThat(machine.cpu().cs.base + machine.cpu().rip).isEqualTo(0xFFFF_FFF0L);
        RunResult result = machine.run(1); // nothing is there, so all bytes are FFh
        assertThat(result.steps()).isEqualTo(1); // a #UD through the empty interrupt table
        assertThat(machine.cpu().rip).isZero();
    }

    @Test
    void a_reset_machine_runs_as_a_new_one() {
        LongModeFixture fresh = new LongModeFixture();
        String program = "48FFC0 48B9 1122334455667788 51 9C 0FA2 F4";
        RunResult expected = fresh.run(program);
        x.run("B805000000 A3 0000200000000000 F4");
        x.machine.reset();
        assertThat(x.quadword(0x20_0000)).isZero();
        assertThat(x.cpu.cr0).isEqualTo(0x6000_0010);
        assertThat(expected.reason()).isEqualTo(StopReason.HALTED);
        assertThat(x.machine.steps()).isZero();
    }
}
