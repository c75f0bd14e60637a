package dev.pacifica.model.execute;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operands in memory and exceptions of integer instructions (APM3 chapter 3). */
class IntegerInstructionTest {
    private static final int DE = ExceptionVector.DE.number();
    private static final int BR = ExceptionVector.BR.number();
    private static final int UD = ExceptionVector.UD.number();
    private static final int SS = ExceptionVector.SS.number();
    private static final int GP = ExceptionVector.GP.number();
    private static final int PF = ExceptionVector.PF.number();
    private static final long UNMAPPED = 0x40_0000;
    private static final long SECOND_PAGE = 0x20_0000;

    private LongModeFixture x = new LongModeFixture();

    private long[] gpr() {
        return x.cpu.gpr;
    }

    private void halts(String hex) {
        x.cpu.rip = CODE;
        x.cpu.halted = false;
        assertThat(x.run(hex + "F4").reason()).isEqualTo(StopReason.HALTED);
    }

    private int vectorOf(String hex) {
        x.cpu.rip = CODE;
        x.cpu.halted = false;
        return x.vectorOf(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"27", "2F", "37", "3F", "D40A", "D50A", "6203"})
    void APM3_decimal_adjustments_and_BOUND_do_not_exist_in_64_bit_mode(String hex) {
        assertThat(vectorOf(hex)).isEqualTo(UD);
    }

    @Test
    void APM3_AAM_with_base_0_is_a_division_by_zero_and_changes_nothing() {
        x.compatibility();
        gpr()[Cpu.RAX] = 0x1234;
        long flags = x.cpu.rflags;
        assertThat(vectorOf("D400")).isEqualTo(DE);
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x1234);
        assertThat(x.stack(2) & Rflags.ARITHMETIC).isEqualTo(flags & Rflags.ARITHMETIC);
    }

    @Test
    void APM3_MOVBE_reverses_the_bytes_on_the_way_to_and_from_memory() {
        gpr()[Cpu.RBX] = DATA;
        gpr()[Cpu.RDX] = -1;
        x.machine.memory().write64(DATA, 0x1122_3344_5566_7788L);
        halts("480F38F003 0F38F00B 660F38F013");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x8877_6655_4433_2211L);
        assertThat(gpr()[Cpu.RCX]).isEqualTo(0x8877_6655L);
        assertThat(gpr()[Cpu.RDX]).isEqualTo(0xFFFF_FFFF_FFFF_8877L);
        gpr()[Cpu.RAX] = 0x0102_0304_0506_0708L;
        halts("480F38F103 0F38F14310 660F38F14318");
        assertThat(x.quadword(DATA)).isEqualTo(0x0807_0605_0403_0201L);
        assertThat(x.quadword(DATA + 0x10)).isEqualTo(0x0807_0605L);
        assertThat(x.quadword(DATA + 0x18)).isEqualTo(0x0807L);
    }

    @Test
    void APM3_CMOVcc_reads_its_memory_operand_even_if_the_condition_does_not_hold() {
        gpr()[Cpu.RBX] = UNMAPPED;
        x.cpu.rflags &= ~Rflags.ZF;
        assertThat(vectorOf("0F4403")).isEqualTo(PF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0F0D0B", "0F0D03", "0F1803", "0F1F03"})
    void APM3_prefetches_and_NOPs_touch_no_memory(String hex) {
        gpr()[Cpu.RBX] = UNMAPPED;
        halts(hex);
    }

    @Test
    void APM3_XLAT_adds_AL_without_sign_and_obeys_the_segment_override() {
        x.machine.memory().write8(DATA + 0xFF, 0x5A);
        x.cpu.fs.base = 0x1000;
        x.machine.memory().write8(DATA + 0x1001, 0x77);
        gpr()[Cpu.RBX] = DATA;
        gpr()[Cpu.RAX] = -1;
        halts("D7");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0xFFFF_FFFF_FFFF_FF5AL);
        gpr()[Cpu.RAX] = 1;
        halts("64D7");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x77);
    }

    @Test
    void APM3_MOV_with_an_offset_has_64_address_bits_in_64_bit_mode_and_32_with_67h() {
        x.machine.memory().write64(DATA, 0x1122_3344_5566_7788L);
        halts("48A1 0000020000000000");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x1122_3344_5566_7788L);
        halts("67A1 04000200");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x1122_3344L);
        halts("A2 0200020000000000");
        assertThat(x.quadword(DATA)).isEqualTo(0x1122_3344_5544_7788L);
        assertThat(vectorOf("A0 0000000000800000")).isEqualTo(GP);
    }

    @ParameterizedTest
    @CsvSource({"-2, true", "-1, false", "0, false", "7, false", "8, true"})
    void APM3_BOUND_compares_with_sign_and_includes_both_bounds(int index, boolean isOutside) {
        x.compatibility();
        x.machine.memory().write64(DATA, 0x7_FFFF_FFFFL);
        gpr()[Cpu.RBX] = DATA;
        gpr()[Cpu.RAX] = index & 0xFFFF_FFFFL;
        if (isOutside) {
            assertThat(vectorOf("6203")).isEqualTo(BR);
            assertThat(x.stack(0)).as("a fault: rIP is that of BOUND").isEqualTo(CODE);
        } else {
            halts("6203");
        }
    }

    @Test
    void APM3_ENTER_copies_the_pointers_of_the_outer_levels() {
        gpr()[Cpu.RBP] = DATA;
        x.machine.memory().write64(DATA - 8, 0x1111);
        x.machine.memory().write64(DATA - 16, 0x2222);
        halts("C8 2000 03");
        assertThat(x.quadword(STACK - 8)).isEqualTo(DATA);
        assertThat(x.quadword(STACK - 16)).isEqualTo(0x1111);
        assertThat(x.quadword(STACK - 24)).isEqualTo(0x2222);
        assertThat(x.quadword(STACK - 32)).isEqualTo(STACK - 8);
        assertThat(gpr()[Cpu.RBP]).isEqualTo(STACK - 8);
        assertThat(gpr()[Cpu.RSP]).isEqualTo(STACK - 32 - 0x20);
        halts("C9");
        assertThat(gpr()[Cpu.RSP]).isEqualTo(STACK);
        assertThat(gpr()[Cpu.RBP]).isEqualTo(DATA);
    }

    @Test
    void APM3_ENTER_ends_with_a_test_of_the_new_top_of_the_stack() {
        x.machine.memory().write64(PD, 0x81); // all below the second page is read-only
        x.machine.memory().write64(TSS + 0x24, SECOND_PAGE + 0x1000);
        x.gate(PF, CODE64, 0x8E, 1);
        gpr()[Cpu.RBP] = 77;
        gpr()[Cpu.RSP] = SECOND_PAGE + 0x10;
        assertThat(vectorOf("C8 0900 00")).isEqualTo(PF);
        assertThat(x.cpu.cr2).isEqualTo(SECOND_PAGE - 1);
        assertThat(x.stack(4)).as("RSP").isEqualTo(SECOND_PAGE + 0x10);
        assertThat(gpr()[Cpu.RBP]).isEqualTo(77);
        gpr()[Cpu.RSP] = SECOND_PAGE + 0x10;
        halts("C8 0800 00");
        assertThat(gpr()[Cpu.RSP]).isEqualTo(SECOND_PAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0FFF", "0FB9C0", "0FB903", "0F0B"})
    void APM3_UD0_UD1_and_UD2_are_undefined_for_ever(String hex) {
        gpr()[Cpu.RBX] = DATA;
        assertThat(vectorOf(hex)).isEqualTo(UD);
    }

    @Test
    void APM3_RDRAND_and_RDSEED_succeed_clear_the_other_flags_and_can_be_repeated() {
        Set<Long> seen = new HashSet<>();
        for (int run = 0; run < 2; run++) {
            x = new LongModeFixture();
            x.cpu.rflags |= Rflags.ARITHMETIC & ~Rflags.CF;
            gpr()[Cpu.RDX] = gpr()[Cpu.RBX] = -1;
            halts("480FC7F0 480FC7F9 0FC7F2 660FC7FB");
            assertThat(x.cpu.rflags & Rflags.ARITHMETIC).isEqualTo(Rflags.CF);
            assertThat(gpr()[Cpu.RDX] >>> 32).isZero();
            assertThat(gpr()[Cpu.RBX] >>> 16).isEqualTo(0xFFFF_FFFF_FFFFL);
            seen.add(gpr()[Cpu.RAX]);
            seen.add(gpr()[Cpu.RCX]);
        }
        assertThat(seen).as("two numbers, the same in both runs").hasSize(2);
    }

    @Test
    void APM3_RDPID_reads_TSC_AUX_into_the_whole_register() {
        x.cpu.tscAux = 0x1234_5678L;
        gpr()[Cpu.RAX] = -1;
        halts("F30FC7F8");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x1234_5678L);
    }

    @Test
    void SS_is_the_segment_of_stack_faults() {
        gpr()[Cpu.RBP] = 1L << 47;
        assertThat(vectorOf("480FC74D00")).isEqualTo(SS);
        assertThat(vectorOf("C9")).isEqualTo(SS);
    }
}
