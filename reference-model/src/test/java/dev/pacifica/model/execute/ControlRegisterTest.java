package dev.pacifica.model.execute;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.Msr;
import org.junit.jupiter.api.Test;

class ControlRegisterTest {
    private static final String MOV_CR0_RAX = "0F22C0";
    private static final String MOV_CR3_RAX = "0F22D8";
    private static final String MOV_CR4_RAX = "0F22E0";
    private static final String MOV_CR8_RAX = "440F22C0";
    private static final String WRMSR = "0F30";

    private final LongModeFixture x = new LongModeFixture();

    private int vectorWithRax(long rax, String hex) {
        x.cpu.gpr[Cpu.RAX] = rax;
        return x.vectorOf(hex);
    }

    private void runWithRax(long rax, String hex) {
        x.cpu.gpr[Cpu.RAX] = rax;
        x.run(hex + "F4");
        assertThat(x.cpu.halted).isTrue();
    }

    @Test
    void CR_01_registers_that_do_not_exist_are_UD_even_at_CPL_3() {
        x.user();
        for (int number : new int[] {1, 5, 6, 7}) {
            x.cpu.rip = CODE;
            x.user();
            assertThat(x.vectorOf(String.format("0F20%02X", 0xC0 | number << 3)))
                    .isEqualTo(6);
        }
    }

    @Test
    void CR_02_at_CPL_3_every_access_is_a_GP() {
        x.user();
        assertThat(x.vectorOf("0F20C0")).isEqualTo(13);
    }

    @Test
    void CR_10_illegal_values_of_CR0_are_a_GP_and_change_nothing() {
        long cr0 = x.cpu.cr0;
        for (long value : new long[] {cr0 | 1L << 32, cr0 & ~Cr0.PE, cr0 | Cr0.NW, cr0 & ~Cr0.PG}) {
            LongModeFixture each = new LongModeFixture();
            each.cpu.gpr[Cpu.RAX] = value;
            assertThat(each.vectorOf(MOV_CR0_RAX)).as(Long.toHexString(value)).isEqualTo(13);
            assertThat(each.cpu.cr0).isEqualTo(cr0);
        }
        runWithRax(cr0 | Cr0.NW | Cr0.CD, MOV_CR0_RAX);
        assertThat(x.cpu.cr0).isEqualTo(cr0 | Cr0.NW | Cr0.CD);
    }

    @Test
    void CR_12_paging_off_in_compatibility_mode_clears_LMA() {
        x.compatibility();
        runWithRax(x.cpu.cr0 & ~Cr0.PG, MOV_CR0_RAX);
        assertThat(x.cpu.efer & Efer.LMA).isZero();
        assertThat(x.cpu.mode()).isEqualTo(Mode.PROTECTED);
    }

    @Test
    void CR_13_LMSW_cannot_clear_PE() {
        x.cpu.gpr[Cpu.RAX] = 0x8;
        x.run("0F01F0 F4");
        assertThat(x.cpu.cr0 & 0xF).isEqualTo(Cr0.PE | Cr0.TS);
    }

    @Test
    void CR_21_in_long_mode_bits_of_CR3_beyond_the_address_width_are_a_GP() {
        assertThat(vectorWithRax(1L << 48 | 0x1000, MOV_CR3_RAX)).isEqualTo(13);
        x.cpu.rip = CODE;
        runWithRax(0x1FFF & ~0xFE7, MOV_CR3_RAX);
        assertThat(x.cpu.cr3).isEqualTo(0x1018);
    }

    @Test
    void CR_30_bits_of_features_that_the_processor_lacks_must_be_zero_in_CR4() {
        assertThat(vectorWithRax(Cr4.PAE | Cr4.PKE, MOV_CR4_RAX)).isEqualTo(13);
        x.cpu.rip = CODE;
        assertThat(vectorWithRax(0, MOV_CR4_RAX)).isEqualTo(13); // PG-83: PAE in long mode
        x.cpu.rip = CODE;
        runWithRax(Cr4.PAE | Cr4.PGE | Cr4.TSD, MOV_CR4_RAX);
        assertThat(x.cpu.cr4).isEqualTo(Cr4.PAE | Cr4.PGE | Cr4.TSD);
    }

    @Test
    void CR_40_CR8_has_four_bits() {
        assertThat(vectorWithRax(16, MOV_CR8_RAX)).isEqualTo(13);
        x.cpu.rip = CODE;
        runWithRax(15, MOV_CR8_RAX);
        assertThat(x.cpu.cr8).isEqualTo(15);
    }

    @Test
    void PG_70_MOV_CR3_makes_changed_translations_visible() {
        long replaced = 0x20_0000;
        x.cpu.gpr[Cpu.RBX] = replaced;
        x.machine.memory().write64(replaced, 0x1111);
        x.machine.memory().write64(0, 0x2222);
        x.cpu.gpr[Cpu.RSI] = PD + 8;
        // mov rcx,[rbx]; mov qword [rsi],87h (2-MByte page at 0); mov cr3,rax; mov rdx,[rbx]; hlt
        runWithRax(0x1000, "488B0B 48C70687000000 0F22D8 488B13");
        assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(0x1111);
        assertThat(x.cpu.gpr[Cpu.RDX]).isEqualTo(0x2222);
    }

    @Test
    void PG_73_INVLPG_makes_the_whole_large_page_visible() {
        x.cpu.gpr[Cpu.RBX] = 0x20_0000;
        x.machine.memory().write64(0x20_0000, 0x1111);
        x.machine.memory().write64(0, 0x2222);
        x.cpu.gpr[Cpu.RSI] = PD + 8;
        // mov rcx,[rbx]; mov qword [rsi],87h; invlpg [rbx+5000h]; mov rdx,[rbx]; hlt
        runWithRax(0, "488B0B 48C70687000000 0F01BB00500000 488B13");
        assertThat(x.cpu.gpr[Cpu.RDX]).isEqualTo(0x2222);
    }

    @Test
    void PG_51_the_first_write_sets_D_although_a_read_has_been_remembered() {
        x.cpu.gpr[Cpu.RBX] = 0x20_0000;
        runWithRax(0x77, "488B0B");
        assertThat(x.quadword(PD + 8) & 0x60).isEqualTo(0x20);
        x.cpu.rip = CODE;
        x.cpu.halted = false;
        runWithRax(0x77, "488903");
        assertThat(x.quadword(PD + 8) & 0x60).isEqualTo(0x60);
    }

    @Test
    void PG_74_a_right_that_was_added_needs_no_invalidation() {
        x.machine.memory().write64(PD + 8, 0x20_0000 | 0x85); // read-only
        x.cpu.gpr[Cpu.RBX] = 0x20_0000;
        x.cpu.gpr[Cpu.RSI] = PD + 8;
        // mov rcx,[rbx]; or qword [rsi],2; mov [rbx],rax; hlt
        runWithRax(0x77, "488B0B 48830E02 488903");
        assertThat(x.quadword(0x20_0000)).isEqualTo(0x77);
    }

    @Test
    void CR_50_WRMSR_EFER_refuses_what_the_processor_lacks_and_changes_of_LME_and_LMA_under_paging() {
        long efer = x.cpu.efer;
        for (long value :
                new long[] {efer | 1L << 9, efer ^ Efer.LME, efer ^ Efer.LMA, efer | Efer.LMSLE, efer | 1L << 63}) {
            LongModeFixture each = new LongModeFixture();
            assertThat(wrmsr(each, Msr.EFER, value)).as(Long.toHexString(value)).isEqualTo(13);
            assertThat(each.cpu.efer).isEqualTo(efer);
        }
        x.cpu.gpr[Cpu.RCX] = Msr.EFER;
        x.cpu.gpr[Cpu.RDX] = 0;
        runWithRax(efer | Efer.SVME | 0x80, WRMSR);
        assertThat(x.cpu.efer).isEqualTo(efer | Efer.SVME); // CR-51: bits 7:1 are ignored
    }

    @Test
    void EN_11_SVME_must_be_zero_while_SVM_is_disabled() {
        x.cpu.vmCr = 1 << 4;
        assertThat(wrmsr(x, Msr.EFER, x.cpu.efer | Efer.SVME)).isEqualTo(13);
    }

    @Test
    void SYS_20_unknown_registers_and_non_canonical_bases_are_a_GP() {
        assertThat(wrmsr(new LongModeFixture(), 0x1234, 0)).isEqualTo(13);
        for (int number : new int[] {Msr.FS_BASE, Msr.GS_BASE, Msr.KERNEL_GS_BASE, Msr.LSTAR, Msr.CSTAR}) {
            assertThat(wrmsr(new LongModeFixture(), number, 1L << 47)).isEqualTo(13);
        }
        x.cpu.gpr[Cpu.RCX] = Msr.GS_BASE;
        x.cpu.gpr[Cpu.RDX] = 0x7FFF;
        runWithRax(0x1234_5678, WRMSR);
        assertThat(x.cpu.gs.base).isEqualTo(0x7FFF_1234_5678L);
    }

    @Test
    void PG_91_the_PAT_register_has_six_types() {
        assertThat(wrmsr(new LongModeFixture(), Msr.PAT, 2)).isEqualTo(13);
        assertThat(wrmsr(new LongModeFixture(), Msr.PAT, 3L << 56)).isEqualTo(13);
        assertThat(wrmsr(new LongModeFixture(), Msr.PAT, 8)).isEqualTo(13);
        x.cpu.gpr[Cpu.RCX] = Msr.PAT;
        x.cpu.gpr[Cpu.RDX] = 0x0706_0504;
        runWithRax(0x0100_0000, WRMSR);
        assertThat(x.cpu.pat).isEqualTo(0x0706_0504_0100_0000L);
    }

    private static int wrmsr(LongModeFixture each, int number, long value) {
        each.cpu.gpr[Cpu.RCX] = number;
        each.cpu.gpr[Cpu.RAX] = value & 0xFFFF_FFFFL;
        each.cpu.gpr[Cpu.RDX] = value >>> 32;
        return each.vectorOf(WRMSR);
    }

    @Test
    void DBG_01_DBG_02_debug_registers() {
        x.cpu.cr4 |= Cr4.DE;
        assertThat(x.vectorOf("0F21E0")).isEqualTo(6); // mov rax, dr4
        x.cpu.cr4 &= ~Cr4.DE;
        x.cpu.rip = CODE;
        assertThat(vectorWithRax(1L << 32, "0F23F8")).isEqualTo(13); // mov dr7, rax
        x.cpu.rip = CODE;
        // dr5 := rax (without GD), dr6 := rax, rbx := dr7, rcx := dr4
        runWithRax(0xFFFF_D7FFL, "0F23E8 0F23F0 0F21FB 0F21E1");
        assertThat(x.cpu.gpr[Cpu.RBX]).isEqualTo(0xFFFF_07FFL);
        assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(0xFFFF_CFFFL);
    }

    @Test
    void DBG_04_general_detect_faults_before_the_access_and_is_clear_in_the_handler() {
        x.cpu.dr7 |= 1 << 13;
        assertThat(x.vectorOf("0F21C0")).isEqualTo(1);
        assertThat(x.cpu.dr6 & 1 << 13).isNotZero();
        assertThat(x.cpu.dr7 & 1 << 13).isZero();
        assertThat(x.stack(0)).isEqualTo(CODE);
    }
}
