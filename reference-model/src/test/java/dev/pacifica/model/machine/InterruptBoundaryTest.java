package dev.pacifica.model.machine;

import static dev.pacifica.model.LongModeFixture.CODE;
import static dev.pacifica.model.LongModeFixture.CODE64;
import static dev.pacifica.model.LongModeFixture.DATA;
import static dev.pacifica.model.LongModeFixture.handler;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.platform.ScriptedInterrupts;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** External interrupts and NMIs between instructions of a 64-bit program: order, shadows, what is blocked and what ends it. */
class InterruptBoundaryTest {
    private static final int VECTOR = 0x20;
    private static final String NOPS = "90909090";

    private final LongModeFixture x = new LongModeFixture();
    private final ScriptedInterrupts script = x.interrupts(Freedom.standard());

    @BeforeEach
    void enable() {
        x.cpu.rflags |= Rflags.IF;
    }

    private long interruptedAt(String program) {
        assertThat(x.run(program).reason()).isEqualTo(StopReason.STOP_ADDRESS);
        return x.stack(0) - CODE;
    }

    @Test
    void EVT_25_an_interrupt_returns_to_the_next_instruction() {
        script.interruptAt(2, VECTOR);
        assertThat(interruptedAt(NOPS)).isEqualTo(2);
        assertThat(x.cpu.rip).isEqualTo(handler(VECTOR));
    }

    @Test
    void EVT_52_an_interrupt_stays_pending_while_IF_is_clear() {
        x.cpu.rflags &= ~Rflags.IF;
        script.interruptAt(0, VECTOR);
        assertThat(interruptedAt("9090 FB 9090")).isEqualTo(4); // and EVT-55: STI shadows the NOP behind it
        assertThat(script.waiting()).isZero();
    }

    @Test
    void EVT_55_STI_with_IF_set_makes_no_shadow() {
        script.interruptAt(1, VECTOR);
        assertThat(interruptedAt("FB 9090")).isEqualTo(1);
    }

    @Test
    void EVT_55_MOV_SS_and_POP_SS_hold_interrupts_for_an_instruction() {
        script.interruptAt(1, VECTOR);
        x.cpu.gpr[Cpu.RAX] = LongModeFixture.DATA0;
        assertThat(interruptedAt("8ED0 9090")).isEqualTo(3);
    }

    @Test
    void EVT_55_a_MOV_to_another_segment_holds_nothing() {
        script.interruptAt(1, VECTOR);
        x.cpu.gpr[Cpu.RAX] = LongModeFixture.DATA0;
        assertThat(interruptedAt("8ED8 9090")).isEqualTo(2);
    }

    @Test
    void EVT_55_whether_the_shadow_holds_an_NMI_is_a_choice() {
        for (int choice = 0; choice < 2; choice++) {
            LongModeFixture each = new LongModeFixture();
            Freedom freedom = new Freedom(new RuleTrace(), new Choices(Map.of(Rule.EVT_55, choice)), Unspecified.ZEROS);
            each.interrupts(freedom).nmiAt(1);
            each.run("FB 9090");
            assertThat(each.stack(0) - CODE).isEqualTo(1 + choice);
        }
    }

    @Test
    void EVT_50_an_NMI_comes_before_an_interrupt() {
        script.interruptAt(1, VECTOR).nmiAt(1);
        assertThat(interruptedAt(NOPS)).isEqualTo(1);
        assertThat(x.cpu.rip).isEqualTo(handler(2));
        assertThat(script.waiting()).isOne();
    }

    @Test
    void EVT_50_a_single_step_trap_comes_before_an_NMI() {
        x.machine.setStopAddresses(handler(2));
        x.cpu.rflags |= Rflags.TF;
        script.nmiAt(1);
        assertThat(x.run(NOPS).reason()).isEqualTo(StopReason.STOP_ADDRESS);
        assertThat(x.stack(0))
                .isEqualTo(handler(1)); // the NMI interrupts the handler of #DB before its first instruction
    }

    @Test
    void EVT_50_an_interrupt_comes_before_the_fetch_of_the_next_instruction() {
        script.interruptAt(0, VECTOR);
        x.cpu.rip = 0x4000_0000; // not mapped
        x.machine.run(10);
        assertThat(x.cpu.rip).isEqualTo(handler(VECTOR));
        assertThat(x.stack(0)).isEqualTo(0x4000_0000);
    }

    @Test
    void SEGM_65_NMIs_are_blocked_until_an_IRET_completes() {
        nmiHandler("90 48CF"); // nop; iretq
        script.nmiAt(0).nmiAt(1);
        x.machine.setStopAddresses(handler(VECTOR));
        x.run("90 CD20");
        // both NMIs have been handled one after the other before INT 20h
        assertThat(x.machine.steps()).isEqualTo(1 + 2 + 1 + 2 + 2);
        assertThat(x.quadword(LongModeFixture.STACK - 88))
                .isZero(); // where the frame of an NMI in the handler would be
    }

    @Test
    void SEGM_65_a_faulting_IRET_does_not_unblock_NMIs() {
        nmiHandler("6A00 6A00 6A00 48CF"); // iretq to a null CS
        script.nmiAt(0).nmiAt(1);
        x.machine.setStopAddresses(handler(13), handler(2) + 0x100);
        x.run(NOPS);
        assertThat(x.cpu.rip).isEqualTo(handler(13));
        assertThat(x.cpu.nmiBlocked).isTrue();
    }

    private void nmiHandler(String hex) {
        long at = DATA;
        x.machine.memory().load(at, HexFormat.of().parseHex(hex.replace(" ", "")));
        long low = at & 0xFFFF | (long) CODE64 << 16 | 0x8EL << 40 | at >>> 16 << 48;
        x.machine.memory().write64(LongModeFixture.IDT + 2 * 16, low);
    }

    @Test
    void EVT_67_RF_is_pushed_as_1_between_iterations_of_a_string_instruction_only() {
        x.cpu.gpr[Cpu.RCX] = 5;
        x.cpu.gpr[Cpu.RDI] = DATA;
        script.interruptAt(2, VECTOR);
        assertThat(interruptedAt("F3AA 90")).isZero();
        assertThat(x.stack(2) & Rflags.RF).isEqualTo(Rflags.RF);
        assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(3);
    }

    @Test
    void EVT_67_RF_is_pushed_as_0_after_the_last_iteration() {
        x.cpu.gpr[Cpu.RCX] = 2;
        x.cpu.gpr[Cpu.RDI] = DATA;
        script.interruptAt(2, VECTOR);
        assertThat(interruptedAt("F3AA 90")).isEqualTo(2);
        assertThat(x.stack(2) & Rflags.RF).isZero();
    }

    @Test
    void EVT_67_RF_is_pushed_as_0_by_an_NMI_that_finds_the_handler_of_a_trap_between_two_iterations() {
        x.cpu.gpr[Cpu.RCX] = 5;
        x.cpu.gpr[Cpu.RDI] = DATA;
        x.cpu.rflags |= Rflags.TF;
        x.machine.setStopAddresses(handler(2));
        script.nmiAt(1);
        assertThat(x.run("F3AA 90").reason()).isEqualTo(StopReason.STOP_ADDRESS);
        assertThat(x.stack(0)).isEqualTo(handler(1));
        assertThat(x.stack(2) & Rflags.RF).isZero();
    }

    @Test
    void EVT_67_RF_is_pushed_as_0_when_the_time_stamp_is_set_to_that_of_an_iteration() {
        x.cpu.gpr[Cpu.RCX] = 2;
        x.cpu.gpr[Cpu.RDI] = DATA;
        x.machine.setStopAddresses(CODE + 2);
        x.run("F3AA B910000000 31C0 31D2 0F30"); // rep stosb; mov ecx,10h; xor eax,eax; xor edx,edx; wrmsr
        x.machine.setStopAddresses(handler(VECTOR));
        script.interruptAt(x.machine.steps() + 4, VECTOR);
        x.machine.run(10);
        assertThat(x.cpu.rip).isEqualTo(handler(VECTOR));
        assertThat(x.stack(2) & Rflags.RF).isZero();
    }

    @Test
    void EVT_67_INTn_pushes_RF_as_0_even_if_it_is_set() {
        x.cpu.rflags |= Rflags.RF;
        assertThat(x.vectorOf("CD20")).isEqualTo(0x20);
        assertThat(x.stack(2) & Rflags.RF).isZero();
    }

    @Test
    void HLT_waits_for_the_next_interrupt() {
        script.interruptAt(1000, VECTOR);
        assertThat(interruptedAt("F4")).isEqualTo(1);
        assertThat(x.cpu.halted).isFalse();
    }

    @Test
    void EVT_55_HLT_in_the_shadow_of_STI_is_ended_by_the_interrupt() {
        x.cpu.rflags &= ~Rflags.IF;
        script.interruptAt(0, VECTOR);
        assertThat(interruptedAt("FB F4")).isEqualTo(2);
    }

    @Test
    void EVT_33_an_NMI_ends_a_shutdown_and_an_interrupt_does_not() {
        x.cpu.idtr.limit = 16 * 3 - 1; // room for NMI, none for #DF
        script.interruptAt(0, VECTOR);
        x.cpu.rflags &= ~Rflags.IF;
        assertThat(x.run("0F0B").reason()).isEqualTo(StopReason.SHUTDOWN);
        x.cpu.rflags |= Rflags.IF;
        x.cpu.idtr.limit = 16 * 64 - 1; // the interrupt could be delivered
        assertThat(x.machine.run(10).reason()).isEqualTo(StopReason.SHUTDOWN);
        script.nmiAt(0);
        assertThat(x.machine.run(10).reason()).isEqualTo(StopReason.STOP_ADDRESS);
        assertThat(x.cpu.rip).isEqualTo(handler(2));
        assertThat(x.cpu.shutDown).isFalse();
    }

    @Test
    void EVT_33_a_shutdown_in_an_NMI_handler_is_not_ended_by_another_NMI() {
        x.cpu.idtr.limit = 16 * 3 - 1;
        nmiHandler("0F0B");
        script.nmiAt(0).nmiAt(5);
        assertThat(x.run(NOPS).reason()).isEqualTo(StopReason.SHUTDOWN);
        assertThat(x.cpu.nmiBlocked).isTrue();
        assertThat(x.cpu.gpr[Cpu.RSP]).isEqualTo(LongModeFixture.STACK - 40); // one frame
    }
}
