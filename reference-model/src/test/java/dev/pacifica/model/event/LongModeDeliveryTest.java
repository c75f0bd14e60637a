package dev.pacifica.model.event;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;
import org.junit.jupiter.api.Test;

class LongModeDeliveryTest {
    private static final String UD2 = "0F0B";
    private static final String INT_20H = "CD20";

    private final LongModeFixture x = new LongModeFixture();

    @Test
    void EVT_72_EVT_73_a_fault_pushes_five_quadwords_on_the_aligned_stack() {
        x.cpu.gpr[Cpu.RSP] = STACK - 3;
        x.cpu.rflags |= Rflags.CF | Rflags.IF;
        assertThat(x.vectorOf(UD2)).isEqualTo(6);
        assertThat(x.cpu.gpr[Cpu.RSP]).isEqualTo(STACK - 16 - 40);
        assertThat(x.stack(0)).isEqualTo(CODE);
        assertThat(x.stack(1)).isEqualTo(CODE64);
        assertThat(x.stack(2)).isEqualTo(Rflags.CF | Rflags.IF | Rflags.FIXED_ONE | Rflags.RF); // EVT-67
        assertThat(x.stack(3)).isEqualTo(STACK - 3);
        assertThat(x.stack(4)).isEqualTo(DATA0);
        assertThat(x.cpu.rflags).isEqualTo(Rflags.CF | Rflags.FIXED_ONE); // EVT-74
    }

    @Test
    void EVT_42_the_error_code_is_pushed_last_and_zero_extended() {
        assertThat(x.vectorOf("B8FF0F0000 8ED8")).isEqualTo(13); // mov eax, FFFh; mov ds, eax
        assertThat(x.stack(0)).isEqualTo(0xFFC); // SEGM-22: the selector without RPL, with TI
        assertThat(x.stack(1)).isEqualTo(CODE + 5);
    }

    @Test
    void EVT_72_from_CPL_3_the_stack_comes_from_the_TSS_and_SS_becomes_null() {
        x.user();
        assertThat(x.vectorOf(UD2)).isEqualTo(6);
        assertThat(x.cpu.gpr[Cpu.RSP]).isEqualTo(RSP0 - 40);
        assertThat(x.stack(3)).isEqualTo(STACK);
        assertThat(x.stack(4)).isEqualTo(DATA3);
        assertThat(x.cpu.ss.selector).isZero();
        assertThat(x.cpu.cpl).isZero();
        assertThat(x.cpu.cs.selector).isEqualTo(CODE64);
    }

    @Test
    void EVT_72_an_IST_stack_is_used_without_change_of_privilege() {
        x.gate(6, CODE64, 0x8E, 1);
        x.vectorOf(UD2);
        assertThat(x.cpu.gpr[Cpu.RSP]).isEqualTo(IST1 - 40);
        assertThat(x.cpu.ss.selector).isEqualTo(DATA0);
    }

    @Test
    void EVT_74_a_trap_gate_leaves_IF_alone() {
        x.gate(6, CODE64, 0x8F, 0);
        x.cpu.rflags |= Rflags.IF | Rflags.NT;
        x.vectorOf(UD2);
        assertThat(x.cpu.rflags).isEqualTo(Rflags.IF | Rflags.FIXED_ONE);
    }

    @Test
    void EVT_25_INTn_returns_behind_itself_without_RF() {
        assertThat(x.vectorOf(INT_20H)).isEqualTo(0x20);
        assertThat(x.stack(0)).isEqualTo(CODE + 2);
        assertThat(x.stack(2) & Rflags.RF).isZero();
    }

    @Test
    void EVT_62_INTn_from_CPL_3_needs_a_gate_of_DPL_3_and_EXT_is_0() {
        x.user();
        assertThat(x.vectorOf(INT_20H)).isEqualTo(13);
        assertThat(x.stack(0)).isEqualTo(0x20 * 8 + 2);
        assertThat(x.stack(1)).isEqualTo(CODE);
    }

    @Test
    void EVT_62_with_DPL_3_the_gate_opens() {
        x.user().gate(0x20, CODE64, 0xEE, 0);
        assertThat(x.vectorOf(INT_20H)).isEqualTo(0x20);
    }

    @Test
    void EVT_62_an_exception_ignores_the_DPL_of_the_gate() {
        x.user();
        assertThat(x.vectorOf(UD2)).isEqualTo(6);
    }

    @Test
    void EVT_70_a_vector_beyond_the_IDT_is_a_GP_that_names_it() {
        assertThat(x.vectorOf("CD40")).isEqualTo(13);
        assertThat(x.stack(0)).isEqualTo(0x40 * 8 + 2);
    }

    @Test
    void EVT_70_EVT_75_only_64_bit_interrupt_and_trap_gates_are_accepted() {
        for (int type : new int[] {0x5, 0x6, 0x7, 0xC, 0x0, 0x9}) {
            LongModeFixture each = new LongModeFixture();
            each.gate(0x20, CODE64, 0x80 | type, 0);
            assertThat(each.vectorOf(INT_20H)).as("type " + type).isEqualTo(13);
        }
    }

    @Test
    void EVT_41_a_gate_that_is_not_present_is_an_NP_that_names_the_vector() {
        x.gate(0x20, CODE64, 0x0E, 0);
        assertThat(x.vectorOf(INT_20H)).isEqualTo(11);
        assertThat(x.stack(0)).isEqualTo(0x20 * 8 + 2);
    }

    @Test
    void EVT_40_EXT_is_1_when_an_exception_cannot_be_delivered() {
        x.gate(6, CODE64, 0x0E, 0);
        assertThat(x.vectorOf(UD2)).isEqualTo(11);
        assertThat(x.stack(0)).isEqualTo(6 * 8 + 3);
    }

    @Test
    void EVT_71_the_handler_must_be_64_bit_code() {
        x.gate(0x20, CODE32, 0x8E, 0);
        assertThat(x.vectorOf(INT_20H)).isEqualTo(13);
    }

    @Test
    void EVT_63_the_handler_must_be_present_code() {
        x.gate(0x20, DATA0, 0x8E, 0);
        assertThat(x.vectorOf(INT_20H)).isEqualTo(13);
        assertThat(x.stack(0)).isEqualTo(DATA0);
    }

    @Test
    void EVT_63_a_null_handler_selector_is_a_GP() {
        x.gate(0x20, 3, 0x8E, 0);
        assertThat(x.vectorOf(INT_20H)).isEqualTo(13);
        assertThat(x.stack(0)).isZero();
    }

    @Test
    void EVT_30_a_contributory_fault_during_a_contributory_one_is_a_double_fault() {
        x.gate(13, CODE64, 0x0E, 0); // #GP -> #NP
        assertThat(x.vectorOf("B8FF0F0000 8ED8")).isEqualTo(8);
        assertThat(x.stack(0)).isZero();
    }

    @Test
    void EVT_31_a_benign_exception_is_replaced_by_the_second_one() {
        x.gate(6, CODE64, 0x0E, 0);
        assertThat(x.vectorOf(UD2)).isEqualTo(11);
    }

    @Test
    void EVT_30_a_fault_during_a_page_fault_is_a_double_fault() {
        x.gate(14, CODE64, 0x0E, 0);
        assertThat(x.vectorOf("A1 0000400000000000")).isEqualTo(8); // mov eax, [400000h]
        assertThat(x.cpu.cr2).isEqualTo(0x40_0000); // EXC-18
    }

    @Test
    void EVT_33_a_fault_during_a_double_fault_shuts_the_processor_down() {
        x.gate(13, CODE64, 0x0E, 0);
        x.gate(8, CODE64, 0x0E, 0);
        RunResult result = x.run("B8FF0F0000 8ED8");
        assertThat(result.reason()).isEqualTo(StopReason.SHUTDOWN);
        assertThat(x.machine.run(10).reason()).isEqualTo(StopReason.SHUTDOWN);
    }

    @Test
    void PG_61_a_page_fault_writes_CR2_and_pushes_its_code() {
        assertThat(x.vectorOf("A3 5634400000000000")).isEqualTo(14); // mov [403456h], eax
        assertThat(x.cpu.cr2).isEqualTo(0x40_3456);
        assertThat(x.stack(0)).isEqualTo(2);
        assertThat(x.stack(1)).isEqualTo(CODE);
    }

    @Test
    void XII_14_a_stack_that_cannot_be_written_leaves_everything_as_it_was() {
        x.cpu.gpr[Cpu.RSP] = 0x40_0010; // the frame would straddle the end of the mapping
        x.gate(14, CODE64, 0x8E, 1);
        assertThat(x.vectorOf(UD2)).isEqualTo(14);
        assertThat(x.stack(4)).isEqualTo(0x40_0010); // RSP of the interrupted program
        assertThat(x.stack(1)).isEqualTo(CODE);
        assertThat(x.quadword(0x3F_FFF8)).isZero();
    }

    @Test
    void EVT_15_a_page_fault_during_a_benign_event_is_delivered_by_itself() {
        x.cpu.gpr[Cpu.RSP] = 0x1_0000_0000L;
        x.gate(14, CODE64, 0x8E, 1);
        assertThat(x.vectorOf(INT_20H)).isEqualTo(14);
        assertThat(x.stack(0)).isEqualTo(2);
    }

    @Test
    void SEGM_62_IRETQ_returns_to_where_the_event_came_from() {
        // ud2; hlt — the handler adds 2 to the saved rIP and returns
        x.machine.setStopAddresses();
        x.machine.memory().load(handler(6), new byte[] {0x48, (byte) 0x83, 0x04, 0x24, 2, 0x48, (byte) 0xCF});
        x.user();
        x.cpu.rflags |= Rflags.IOPL;
        RunResult result = x.run("0F0B 90 0F0B EBFE");
        assertThat(result.reason()).isEqualTo(StopReason.BUDGET);
        assertThat(result.rip()).isEqualTo(CODE + 5);
        assertThat(x.cpu.cpl).isEqualTo(3);
        assertThat(x.cpu.cs.selector).isEqualTo(CODE64_USER);
        assertThat(x.cpu.ss.selector).isEqualTo(DATA3);
        assertThat(x.cpu.gpr[Cpu.RSP]).isEqualTo(STACK);
        assertThat(x.cpu.iopl()).isEqualTo(3);
    }

    @Test
    void DBG_08_TF_traps_after_the_instruction_and_reports_BS() {
        x.cpu.rflags |= Rflags.TF;
        assertThat(x.vectorOf("90 90")).isEqualTo(1);
        assertThat(x.stack(0)).isEqualTo(CODE + 1);
        assertThat(x.cpu.dr6 & 1 << 14).isNotZero();
        assertThat(x.cpu.isSet(Rflags.TF)).isFalse();
        assertThat(x.stack(2) & Rflags.RF).isZero(); // EVT-67
    }
}
