package dev.pacifica.model.execute;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Instructions as programs: what registers, memory and flags hold afterwards. */
class ExecutionTest {
    private static final long UNMAPPED = 0x40_0000;

    private LongModeFixture x = new LongModeFixture();

    private long[] gpr() {
        return x.cpu.gpr;
    }

    private void halts(String hex) {
        assertThat(x.run(hex + "F4").reason()).isEqualTo(StopReason.HALTED);
    }

    @Test
    void a_32_bit_result_clears_the_upper_half_and_smaller_ones_do_not() {
        gpr()[Cpu.RAX] = gpr()[Cpu.RBX] = gpr()[Cpu.RCX] = -1;
        halts("83C001 6683C301 80C101");
        assertThat(gpr()[Cpu.RAX]).isZero();
        assertThat(gpr()[Cpu.RBX]).isEqualTo(0xFFFF_FFFF_FFFF_0000L);
        assertThat(gpr()[Cpu.RCX]).isEqualTo(0xFFFF_FFFF_FFFF_FF00L);
    }

    @Test
    void XCHG_EAX_EAX_encoded_90h_is_a_NOP() {
        gpr()[Cpu.RAX] = -1;
        halts("90 87C0");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0xFFFF_FFFFL);
        gpr()[Cpu.RAX] = -1;
        x = new LongModeFixture();
        gpr()[Cpu.RAX] = -1;
        halts("90");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(-1);
    }

    @Test
    void SEGM_50_a_far_pointer_has_an_offset_of_32_bits_even_with_REX_W() {
        gpr()[Cpu.RSI] = DATA;
        x.machine.memory().write64(DATA, 0xFFFF_0000_89AB_CDEFL); // the selector after 32 bits is null
        halts("480FB406");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x89AB_CDEFL);
    }

    @Test
    void SEGM_40_a_call_that_goes_nowhere_meets_the_fault_of_its_stack_first() {
        x.user();
        gpr()[Cpu.RAX] = 1L << 62;
        gpr()[Cpu.RSP] = UNMAPPED + 0x1000;
        assertThat(x.vectorOf("FFD0")).isEqualTo(14);
        assertThat(x.cpu.cr2).isEqualTo(UNMAPPED + 0xFF8);

        x = new LongModeFixture().user();
        gpr()[Cpu.RAX] = 1L << 62;
        long rsp = gpr()[Cpu.RSP];
        assertThat(x.vectorOf("FFD0")).isEqualTo(13);
        assertThat(x.stack(4)).isEqualTo(rsp);
    }

    @Test
    void CMPXCHG8B_is_one_access_for_the_limit_of_its_segment() {
        x.compatibility();
        gpr()[Cpu.RSI] = 0xFFFF_FFFCL; // nothing is mapped there
        assertThat(x.vectorOf("0FC70E")).isEqualTo(13);

        x = new LongModeFixture().compatibility();
        gpr()[Cpu.RSI] = 0xFFFF_FFF8L;
        assertThat(x.vectorOf("0FC70E")).isEqualTo(14);
    }

    @Property(tries = 200)
    void division_of_128_bits_gives_quotient_and_remainder(@ForAll long high, @ForAll long low, @ForAll long divisor) {
        x = new LongModeFixture();
        BigInteger dividend = unsigned(high).shiftLeft(64).add(unsigned(low));
        gpr()[Cpu.RDX] = high;
        gpr()[Cpu.RAX] = low;
        gpr()[Cpu.RBX] = divisor;
        if (divisor == 0 || dividend.divide(unsigned(divisor)).bitLength() > 64) {
            assertThat(x.vectorOf("48F7F3")).isZero();
            assertThat(gpr()[Cpu.RAX]).isEqualTo(low);
            return;
        }
        halts("48F7F3");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(dividend.divide(unsigned(divisor)).longValue());
        assertThat(gpr()[Cpu.RDX]).isEqualTo(dividend.mod(unsigned(divisor)).longValue());
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    @Test
    void IDIV_overflows_where_the_quotient_does_not_fit() {
        gpr()[Cpu.RAX] = 0x8000_0000L;
        gpr()[Cpu.RDX] = 0xFFFF_FFFFL;
        gpr()[Cpu.RBX] = -1;
        assertThat(x.vectorOf("F7FB")).isZero();
        x.cpu.rip = CODE;
        gpr()[Cpu.RBX] = 1;
        halts("F7FB");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x8000_0000L);
        assertThat(gpr()[Cpu.RDX]).isZero();
    }

    @Property(tries = 200)
    void a_rotation_through_carry_and_back_changes_nothing(@ForAll long value, @ForAll @IntRange(max = 63) int count) {
        x = new LongModeFixture();
        gpr()[Cpu.RAX] = value;
        gpr()[Cpu.RCX] = count;
        x.cpu.rflags |= value & 1;
        halts("48D3D0 48D3D8");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(value);
        assertThat(x.cpu.rflags & 1).isEqualTo(value & 1);
    }

    @Property(tries = 200)
    void shifts_take_the_count_modulo_64_or_32(@ForAll long value, @ForAll @IntRange(max = 255) int count) {
        x = new LongModeFixture();
        gpr()[Cpu.RAX] = gpr()[Cpu.RBX] = gpr()[Cpu.RDX] = value;
        gpr()[Cpu.RCX] = count;
        halts("48D3E0 D3EB 48D3FA");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(value << count);
        assertThat(gpr()[Cpu.RBX]).isEqualTo(((int) value >>> count) & 0xFFFF_FFFFL);
        assertThat(gpr()[Cpu.RDX]).isEqualTo(value >> count);
    }

    @Test
    void BT_with_a_register_index_reaches_beyond_its_operand() {
        gpr()[Cpu.RBX] = DATA;
        gpr()[Cpu.RAX] = -1; // the top bit of the quadword below
        gpr()[Cpu.RCX] = 64 + 5;
        halts("480FAB03 480FAB0B");
        assertThat(x.quadword(DATA - 8)).isEqualTo(Long.MIN_VALUE);
        assertThat(x.quadword(DATA + 8)).isEqualTo(32);
        assertThat(x.quadword(DATA)).isZero();
    }

    @Test
    void strings_go_downwards_with_DF() {
        gpr()[Cpu.RSI] = DATA + 8;
        gpr()[Cpu.RDI] = DATA + 0x108;
        gpr()[Cpu.RCX] = 2;
        x.machine.memory().write64(DATA, 0x11);
        x.machine.memory().write64(DATA + 8, 0x22);
        halts("FD F348A5");
        assertThat(x.quadword(DATA + 0x100)).isEqualTo(0x11);
        assertThat(x.quadword(DATA + 0x108)).isEqualTo(0x22);
        assertThat(gpr()[Cpu.RSI]).isEqualTo(DATA - 8);
    }

    @Test
    void REPNE_SCAS_stops_at_the_match() {
        gpr()[Cpu.RDI] = DATA;
        gpr()[Cpu.RCX] = 100;
        gpr()[Cpu.RAX] = 0x33;
        x.machine.memory().write64(DATA, 0x4433_2211);
        halts("F2AE");
        assertThat(gpr()[Cpu.RDI]).isEqualTo(DATA + 3);
        assertThat(gpr()[Cpu.RCX]).isEqualTo(97);
        assertThat(x.cpu.isSet(Rflags.ZF)).isTrue();
    }

    @Test
    void a_page_fault_in_the_middle_of_a_string_leaves_the_registers_at_the_element() {
        gpr()[Cpu.RDI] = UNMAPPED - 2;
        gpr()[Cpu.RCX] = 5;
        assertThat(x.vectorOf("F3AA")).isEqualTo(14);
        assertThat(gpr()[Cpu.RCX]).isEqualTo(3);
        assertThat(gpr()[Cpu.RDI]).isEqualTo(UNMAPPED);
        assertThat(x.cpu.cr2).isEqualTo(UNMAPPED);
        assertThat(x.stack(1)).isEqualTo(CODE);
    }

    @Test
    void a_repetition_with_a_count_of_zero_touches_nothing() {
        gpr()[Cpu.RDI] = UNMAPPED;
        halts("F3AA");
        assertThat(gpr()[Cpu.RDI]).isEqualTo(UNMAPPED);
    }

    @Test
    void PG_42_a_write_across_pages_faults_before_anything_is_written() {
        gpr()[Cpu.RBX] = UNMAPPED - 3;
        gpr()[Cpu.RAX] = -1;
        assertThat(x.vectorOf("488903")).isEqualTo(14);
        assertThat(x.cpu.cr2).isEqualTo(UNMAPPED);
        assertThat(x.quadword(UNMAPPED - 8)).isZero();
    }

    @Test
    void what_is_read_to_be_written_faults_as_a_write() {
        gpr()[Cpu.RBX] = UNMAPPED;
        assertThat(x.vectorOf("480103")).isEqualTo(14);
        assertThat(x.stack(0)).isEqualTo(2);
    }

    @Test
    void POP_into_memory_that_faults_leaves_RSP_alone() {
        gpr()[Cpu.RBX] = UNMAPPED;
        assertThat(x.vectorOf("8F03")).isEqualTo(14);
        assertThat(x.stack(4)).isEqualTo(STACK);
    }

    @Test
    void POP_addresses_memory_with_the_incremented_RSP_and_PUSH_RSP_pushes_the_old_one() {
        x.machine.memory().write64(STACK, 0x77);
        halts("8F0424 54");
        assertThat(x.quadword(STACK + 8)).isEqualTo(0x77);
        halts("");
        assertThat(x.quadword(STACK)).isEqualTo(STACK + 8);
    }

    @Test
    void CR_61_POPF_at_CPL_3_changes_neither_IOPL_nor_IF() {
        x.user();
        // push 3202h; popf; pushf; pop rax; jmp $
        x.run("6802320000 9D 9C 58 EBFE");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(2);
        x.cpu.rip = CODE;
        x.cpu.cpl = 0;
        x.cpu.updateMode();
        x.run("6802320000 9D 9C 58 EBFE");
        assertThat(gpr()[Cpu.RAX]).isEqualTo(0x3202);
    }

    @Test
    void CR_62_CLI_and_STI_need_a_CPL_not_above_IOPL() {
        x.user();
        assertThat(x.vectorOf("FA")).isEqualTo(13);
        x.user();
        x.cpu.rip = CODE;
        x.cpu.rflags |= Rflags.IOPL;
        x.run("FB EBFE");
        assertThat(x.cpu.isSet(Rflags.IF)).isTrue();
    }

    @Test
    void SEGM_40_a_near_transfer_to_a_non_canonical_address_faults_at_the_branch() {
        gpr()[Cpu.RAX] = 1L << 47;
        assertThat(x.vectorOf("FFE0")).isEqualTo(13);
        assertThat(x.stack(1)).isEqualTo(CODE);
    }

    @Test
    void SYS_23_privileged_instructions_are_a_GP_at_CPL_3() {
        for (String hex : new String[] {
            "F4", "0F06", "0F08", "0F09", "0F0118", "0F0110", "0F01F0", "0F00D0", "0F00D8", "0F01F8", "0F0138",
            "0F21C0", "0F20C0", "0F30", "0F32"
        }) {
            LongModeFixture each = new LongModeFixture().user();
            each.cpu.gpr[Cpu.RAX] = DATA;
            assertThat(each.vectorOf(hex)).as(hex).isEqualTo(13);
        }
    }

    @Test
    void SYS_08_SYSENTER_does_not_exist_in_long_mode() {
        assertThat(x.vectorOf("0F34")).isEqualTo(6);
        assertThat(new LongModeFixture().compatibility().vectorOf("0F35")).isEqualTo(6);
    }

    @Test
    void CMPXCHG16B_needs_an_aligned_operand() {
        gpr()[Cpu.RBX] = DATA + 8;
        assertThat(x.vectorOf("480FC70B")).isEqualTo(13);
    }
}
