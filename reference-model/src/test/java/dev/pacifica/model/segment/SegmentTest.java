package dev.pacifica.model.segment;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Mode;
import org.junit.jupiter.api.Test;

class SegmentTest {
    private static final int SLOT = 0x50;
    private static final long DATA_DESCRIPTOR = 0x00CF_9200_0000_FFFFL;
    private static final long TYPE_CODE = 1L << 43;
    private static final long PRESENT = 1L << 47;

    private final LongModeFixture x = new LongModeFixture();

    /** mov ds, eax with this selector and descriptor; returns the vector, or -1 if all went well. */
    private int loadDs(int selector, long descriptor) {
        return load("8ED8", selector, descriptor);
    }

    private int loadSs(int selector, long descriptor) {
        return load("8ED0", selector, descriptor);
    }

    private int load(String hex, int selector, long descriptor) {
        x.cpu.rip = CODE;
        x.cpu.halted = false;
        x.descriptor(SLOT, descriptor);
        x.cpu.gpr[Cpu.RAX] = selector;
        long rip = x.run(hex + "EBFE").rip();
        return rip == CODE + 2 ? -1 : (int) (rip - HANDLERS) / 16;
    }

    @Test
    void SEGM_10_SEGM_13_a_load_expands_the_descriptor_and_marks_it_accessed() {
        assertThat(loadDs(SLOT, 0x12D0_F234_5678_9ABCL & ~(1L << 40))).isEqualTo(-1);
        assertThat(x.cpu.ds.selector).isEqualTo(SLOT);
        assertThat(x.cpu.ds.base).isEqualTo(0x1234_5678);
        assertThat(x.cpu.ds.limit).isEqualTo(0x9ABC << 12 | 0xFFF);
        assertThat(x.cpu.ds.attributes).isEqualTo(0xDF3);
        assertThat(x.quadword(GDT + SLOT) >>> 40 & 1).isEqualTo(1);
    }

    @Test
    void SEGM_20_a_null_selector_makes_a_data_register_unusable() {
        assertThat(loadDs(3, 0)).isEqualTo(-1);
        assertThat(x.cpu.ds.selector).isEqualTo(3);
        assertThat(x.cpu.ds.isPresent()).isFalse();
    }

    @Test
    void SEGM_22_a_selector_beyond_the_table_is_a_GP_that_names_it() {
        assertThat(loadDs(0x83, 0)).isEqualTo(13);
        assertThat(x.stack(0)).isEqualTo(0x80);
    }

    @Test
    void SEGM_15_the_last_byte_of_the_descriptor_must_lie_inside_the_table() {
        x.cpu.gdtr.limit = SLOT + 7;
        assertThat(loadDs(SLOT, DATA_DESCRIPTOR)).isEqualTo(-1);
        x.cpu.gdtr.limit = SLOT + 6;
        assertThat(loadDs(SLOT, DATA_DESCRIPTOR)).isEqualTo(13);
    }

    @Test
    void SEGM_16_without_an_LDT_its_selectors_are_a_GP() {
        x.cpu.ldtr.selector = 0;
        assertThat(loadDs(0xC, 0)).isEqualTo(13);
        assertThat(x.stack(0)).isEqualTo(0xC);
    }

    @Test
    void SEGM_23_SEGM_25_DS_takes_present_data_or_readable_code() {
        assertThat(loadDs(SLOT, DATA_DESCRIPTOR | TYPE_CODE)).isEqualTo(-1); // readable code
        assertThat(loadDs(SLOT, (DATA_DESCRIPTOR | TYPE_CODE) & ~(1L << 41))).isEqualTo(13);
        assertThat(loadDs(SLOT, DATA_DESCRIPTOR & ~(1L << 44))).isEqualTo(13); // a system segment
        assertThat(loadDs(SLOT, DATA_DESCRIPTOR & ~PRESENT)).isEqualTo(11);
        assertThat(x.stack(0)).isEqualTo(SLOT);
    }

    @Test
    void SEGM_24_DS_needs_a_DPL_not_below_CPL_and_RPL_except_for_conforming_code() {
        assertThat(loadDs(SLOT | 1, DATA_DESCRIPTOR)).isEqualTo(13);
        assertThat(loadDs(SLOT | 1, DATA_DESCRIPTOR | 1L << 45)).isEqualTo(-1);
        assertThat(loadDs(SLOT | 3, DATA_DESCRIPTOR | TYPE_CODE | 1L << 42)).isEqualTo(-1);
    }

    @Test
    void SEGM_26_SS_takes_writable_data_of_exactly_this_privilege() {
        assertThat(loadSs(SLOT, DATA_DESCRIPTOR)).isEqualTo(-1);
        assertThat(loadSs(SLOT | 1, DATA_DESCRIPTOR)).isEqualTo(13);
        assertThat(loadSs(SLOT, DATA_DESCRIPTOR | 1L << 45)).isEqualTo(13);
        assertThat(loadSs(SLOT, DATA_DESCRIPTOR & ~(1L << 41))).isEqualTo(13);
        assertThat(loadSs(SLOT, DATA_DESCRIPTOR & ~PRESENT)).isEqualTo(12);
    }

    @Test
    void SEGM_21_a_null_SS_is_for_64_bit_mode_below_CPL_3() {
        assertThat(loadSs(0, 0)).isEqualTo(-1);
        x.compatibility();
        assertThat(loadSs(0, 0)).isEqualTo(13);
    }

    @Test
    void SEGM_29_CS_cannot_be_moved_to() {
        assertThat(x.vectorOf("8EC8")).isEqualTo(6);
    }

    @Test
    void SEGM_30_a_32_bit_segment_has_a_limit() {
        x.compatibility();
        x.cpu.ds.limit = 0xFFF;
        x.cpu.gpr[Cpu.RBX] = 0xFFC;
        x.run("8B03 F4");
        assertThat(x.cpu.halted).isTrue();
        x.cpu.rip = CODE;
        x.cpu.halted = false;
        x.cpu.gpr[Cpu.RBX] = 0xFFD;
        assertThat(x.vectorOf("8B03")).isEqualTo(13);
    }

    @Test
    void SEGM_30_an_expand_down_segment_begins_above_its_limit() {
        x.compatibility();
        x.cpu.ds.attributes |= 4;
        x.cpu.ds.limit = 0xFFF;
        x.cpu.gpr[Cpu.RBX] = 0x1000;
        x.run("8B03 F4");
        assertThat(x.cpu.halted).isTrue();
        x.cpu.rip = CODE;
        x.cpu.halted = false;
        x.cpu.gpr[Cpu.RBX] = 0xFFF;
        assertThat(x.vectorOf("8B03")).isEqualTo(13);
    }

    @Test
    void SEGM_30_a_violation_of_the_stack_limit_is_an_SS() {
        x.compatibility();
        x.cpu.ss.limit = 0xFFFF;
        assertThat(x.vectorOf("50")).isEqualTo(12); // push eax at 80000h
        assertThat(x.stack(0)).isZero();
    }

    @Test
    void SEGM_31_code_cannot_be_written_and_read_only_data_neither() {
        x.compatibility();
        assertThat(x.vectorOf("2E 8903")).isEqualTo(13); // mov cs:[ebx], eax
        LongModeFixture readOnly = new LongModeFixture().compatibility();
        readOnly.cpu.ds.attributes &= ~2;
        assertThat(readOnly.vectorOf("8903")).isEqualTo(13);
    }

    @Test
    void SEGM_32_a_null_register_cannot_be_used_outside_64_bit_mode() {
        x.cpu.ds.attributes = 0;
        x.run("8B03 F4");
        assertThat(x.cpu.halted).isTrue(); // SEGM-05
        LongModeFixture compatibility = new LongModeFixture().compatibility();
        compatibility.cpu.ds.attributes = 0;
        assertThat(compatibility.vectorOf("8B03")).isEqualTo(13);
    }

    @Test
    void SEGM_34_a_non_canonical_address_is_a_GP_and_through_the_stack_an_SS() {
        x.cpu.gpr[Cpu.RBX] = 1L << 47;
        assertThat(x.vectorOf("8B03")).isEqualTo(13);
        x.cpu.rip = CODE;
        x.cpu.gpr[Cpu.RBP] = 1L << 47;
        assertThat(x.vectorOf("8B4500")).isEqualTo(12);
    }

    @Test
    void SEGM_33_running_over_the_end_of_the_code_segment_is_a_GP() {
        x.compatibility();
        x.cpu.cs.limit = (int) CODE + 1;
        assertThat(x.vectorOf("90 90 90")).isEqualTo(13);
        assertThat(x.stack(1)).isEqualTo(CODE + 2);
    }

    @Test
    void SEGM_52_a_far_jump_enters_compatibility_mode_and_back() {
        // jmp far [rip+10]; at +16: the pointer to 18h:CODE+32
        x.machine.memory().write32(CODE + 16, (int) CODE + 32);
        x.machine.memory().write16(CODE + 20, CODE32);
        x.machine.memory().load(CODE + 32, new byte[] {(byte) 0xF4});
        x.run("FF2D0A000000");
        assertThat(x.cpu.halted).isTrue();
        assertThat(x.cpu.mode()).isEqualTo(Mode.COMPATIBILITY);
        assertThat(x.cpu.cs.selector).isEqualTo(CODE32);
    }

    @Test
    void SEGM_57_a_far_return_to_CPL_3_takes_its_stack_and_drops_what_is_not_accessible() {
        long stack = x.cpu.gpr[Cpu.RSP];
        x.machine.memory().write64(stack, CODE + 64);
        x.machine.memory().write64(stack + 8, CODE64_USER);
        x.machine.memory().write64(stack + 16, 0x7_0000);
        x.machine.memory().write64(stack + 24, DATA3);
        x.program("48CB").machine.step();
        assertThat(x.cpu.cpl).isEqualTo(3);
        assertThat(x.cpu.rip).isEqualTo(CODE + 64);
        assertThat(x.cpu.gpr[Cpu.RSP]).isEqualTo(0x7_0000);
        assertThat(x.cpu.ss.selector).isEqualTo(DATA3);
        assertThat(x.cpu.ds.selector).isZero();
    }

    @Test
    void SYS_02_SYS_04_SYSCALL_and_SYSRET_change_privilege_without_tables() {
        x.user();
        x.cpu.lstar = CODE + 0x100;
        x.cpu.star = 0x0018_0008_0000_0000L | 3L << 48;
        x.cpu.sfmask = 1;
        x.cpu.rflags |= 1;
        x.machine.memory().load(CODE + 0x100, new byte[] {0x48, 0x0F, 0x07});
        x.program("0F05 EBFE").machine.step();
        assertThat(x.cpu.cpl).isZero();
        assertThat(x.cpu.rip).isEqualTo(CODE + 0x100);
        assertThat(x.cpu.gpr[Cpu.RCX]).isEqualTo(CODE + 2);
        assertThat(x.cpu.gpr[11]).isEqualTo(3);
        assertThat(x.cpu.rflags).isEqualTo(2);
        assertThat(x.cpu.ss.selector).isEqualTo(0x10);
        x.machine.step();
        assertThat(x.cpu.cpl).isEqualTo(3);
        assertThat(x.cpu.rip).isEqualTo(CODE + 2);
        assertThat(x.cpu.rflags).isEqualTo(3);
        assertThat(x.cpu.cs.selector).isEqualTo(0x2B);
    }

    @Test
    void SEGM_14_LTR_marks_the_TSS_busy_and_refuses_a_busy_one() {
        x.cpu.gpr[Cpu.RAX] = TSS_SELECTOR;
        x.run("0F00D8 F4");
        assertThat(x.cpu.halted).isTrue();
        assertThat(x.quadword(GDT + TSS_SELECTOR) >>> 40 & 0xF).isEqualTo(0xB);
        assertThat(x.cpu.tr.base).isEqualTo(TSS);
        x.cpu.rip = CODE;
        x.cpu.halted = false;
        assertThat(x.vectorOf("0F00D8")).isEqualTo(13);
        assertThat(x.stack(0)).isEqualTo(TSS_SELECTOR);
    }

    @Test
    void SEGM_98_the_IO_permission_map_admits_ports_bit_by_bit() {
        x.user();
        x.cpu.tr.limit = 0x68 + 0x10;
        x.machine.memory().write8(TSS + 0x68 + (0x41 >> 3), 1 << (0x41 & 7));
        assertThat(x.vectorOf("E541")).isEqualTo(13); // in eax, 41h
        for (String hex : new String[] {"E440 EBFE", "E442 EBFE"}) {
            x.user();
            x.cpu.rip = CODE;
            assertThat(x.run(hex).rip()).isEqualTo(CODE + 2);
        }
        x.user();
        x.cpu.rip = CODE;
        assertThat(x.vectorOf("E540")).isEqualTo(13); // 40h to 43h
    }
}
