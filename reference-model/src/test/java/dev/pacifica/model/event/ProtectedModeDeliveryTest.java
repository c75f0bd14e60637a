package dev.pacifica.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Rflags;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Delivery in 32-bit protected mode without paging, and from virtual-8086 mode. */
class ProtectedModeDeliveryTest {
    private static final int GDT = 0x5000;
    private static final int IDT = 0x6000;
    private static final int HANDLERS = 0x7000;
    private static final int TSS = 0x8000;
    private static final int CODE = 0x1_0000;
    private static final int STACK = 0x8_0000;
    private static final int ESP0 = 0x9_0000;
    private static final int CODE32 = 0x08;
    private static final int DATA32 = 0x10;
    private static final int CODE32_USER = 0x1B;
    private static final int DATA32_USER = 0x23;
    private static final int CONFORMING = 0x28;

    private final Machine machine = Machine.create(CpuProfile.named("full"), 2 << 20);
    private final Cpu cpu = machine.cpu();

    @BeforeEach
    void protectedMode() {
        descriptor(CODE32, 0x00CF_9B00_0000_FFFFL);
        descriptor(DATA32, 0x00CF_9300_0000_FFFFL);
        descriptor(CODE32_USER, 0x00CF_FB00_0000_FFFFL);
        descriptor(DATA32_USER, 0x00CF_F300_0000_FFFFL);
        descriptor(CONFORMING, 0x00CF_9F00_0000_FFFFL);
        for (int vector = 0; vector < 64; vector++) {
            gate(vector, CODE32, 0x8E);
        }
        machine.memory().write32(TSS + 4, ESP0);
        machine.memory().write16(TSS + 8, DATA32);
        cpu.cr0 = Cr0.PE | Cr0.ET;
        cpu.cs.set(CODE32, 0xC9B, -1, 0);
        for (int segment : new int[] {Cpu.ES, Cpu.SS, Cpu.DS, Cpu.FS, Cpu.GS}) {
            cpu.segments[segment].set(DATA32, 0xC93, -1, 0);
        }
        cpu.tr.set(0x30, 0x08B, 0x67, TSS);
        cpu.gdtr.set(GDT, 0x7F);
        cpu.idtr.set(IDT, 8 * 64 - 1);
        cpu.gpr[Cpu.RSP] = STACK;
        cpu.rip = CODE;
        cpu.updateMode();
        long[] stops = new long[64];
        for (int vector = 0; vector < 64; vector++) {
            stops[vector] = HANDLERS + 16L * vector;
        }
        machine.setStopAddresses(stops);
    }

    private void descriptor(int selector, long value) {
        machine.memory().write64(GDT + (selector & ~7), value);
    }

    private void gate(int vector, int selector, int access) {
        long offset = HANDLERS + 16L * vector;
        machine.memory()
                .write64(
                        IDT + 8 * vector,
                        offset & 0xFFFF | (long) selector << 16 | (long) access << 40 | offset >>> 16 << 48);
    }

    private void user() {
        cpu.cs.set(CODE32_USER, 0xCFB, -1, 0);
        cpu.ss.set(DATA32_USER, 0xCF3, -1, 0);
        cpu.cpl = 3;
        cpu.updateMode();
    }

    private int vectorOf(String hex) {
        machine.memory().load(CODE, HexFormat.of().parseHex(hex.replace(" ", "")));
        RunResult result = machine.run(100);
        assertThat(result.reason()).as(result.toString()).isEqualTo(StopReason.STOP_ADDRESS);
        return (int) (result.rip() - HANDLERS) / 16;
    }

    private int stack(int index) {
        return machine.memory().read32(cpu.gpr[Cpu.RSP] + 4L * index);
    }

    @Test
    void EVT_64_without_change_of_privilege_three_doublewords_are_pushed() {
        cpu.rflags |= Rflags.IF | Rflags.TF;
        cpu.rflags &= ~Rflags.TF;
        assertThat(vectorOf("0F0B")).isEqualTo(6);
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(STACK - 12);
        assertThat(stack(0)).isEqualTo(CODE);
        assertThat(stack(1)).isEqualTo(CODE32);
        assertThat(stack(2)).isEqualTo((int) (Rflags.IF | Rflags.FIXED_ONE | Rflags.RF));
        assertThat(cpu.isSet(Rflags.IF)).isFalse(); // EVT-66
    }

    @Test
    void EVT_65_to_more_privileged_code_the_stack_comes_from_the_TSS() {
        user();
        assertThat(vectorOf("0F0B")).isEqualTo(6);
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(ESP0 - 20);
        assertThat(stack(3)).isEqualTo(STACK);
        assertThat(stack(4)).isEqualTo(DATA32_USER);
        assertThat(cpu.ss.selector).isEqualTo(DATA32);
        assertThat(cpu.cpl).isZero();
    }

    @Test
    void EVT_63_a_conforming_handler_keeps_the_privilege_level() {
        user();
        gate(6, CONFORMING, 0x8E);
        assertThat(vectorOf("0F0B")).isEqualTo(6);
        assertThat(cpu.cpl).isEqualTo(3);
        assertThat(cpu.cs.selector).isEqualTo(CONFORMING | 3);
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(STACK - 12);
    }

    @Test
    void EVT_62_a_gate_of_a_wrong_type_is_a_GP_that_names_the_vector() {
        gate(6, CODE32, 0x8C);
        assertThat(vectorOf("0F0B")).isEqualTo(13);
        assertThat(stack(0)).isEqualTo(6 * 8 + 3);
    }

    @Test
    void EVT_62_INT3_needs_a_gate_of_DPL_3_at_CPL_3() {
        user();
        assertThat(vectorOf("CC")).isEqualTo(13);
        assertThat(stack(0)).isEqualTo(3 * 8 + 2);
        assertThat(stack(1)).isEqualTo(CODE);
    }

    @Test
    void EVT_04_INT3_is_a_trap() {
        assertThat(vectorOf("CC")).isEqualTo(3);
        assertThat(stack(0)).isEqualTo(CODE + 1);
    }

    @Test
    void EVT_66_a_trap_gate_leaves_IF_set() {
        cpu.rflags |= Rflags.IF;
        gate(6, CODE32, 0x8F);
        vectorOf("0F0B");
        assertThat(cpu.isSet(Rflags.IF)).isTrue();
    }

    @Test
    void EVT_42_a_16_bit_gate_pushes_words() {
        gate(6, CODE32, 0x86);
        assertThat(vectorOf("0F0B")).isEqualTo(6);
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(STACK - 6);
    }

    @Test
    void SEGM_55_a_null_stack_selector_in_the_TSS_is_a_TS() {
        user();
        machine.memory().write16(TSS + 8, 0);
        gate(10, CONFORMING, 0x8E); // needs no new stack
        assertThat(vectorOf("0F0B")).isEqualTo(10);
        assertThat(stack(0)).isEqualTo(1);
    }

    @Test
    void SEGM_55_a_TSS_too_small_for_the_stack_is_a_TS_with_its_selector() {
        user();
        cpu.tr.limit = 8;
        gate(10, CONFORMING, 0x8E);
        assertThat(vectorOf("0F0B")).isEqualTo(10);
        assertThat(stack(0)).isEqualTo(0x31);
    }

    @Test
    void EVT_65_from_virtual_8086_mode_the_data_segments_are_pushed_and_become_null() {
        cpu.setRflags(Rflags.VM);
        for (int segment = Cpu.ES; segment <= Cpu.GS; segment++) {
            cpu.segments[segment].set(0x1000 + segment, 0xF3, 0xFFFF, 0x1_0000 + 16L * segment);
        }
        cpu.gpr[Cpu.RSP] = 0x800;
        cpu.rip = 0;
        cpu.updateMode();
        machine.memory().load(0x1_0000 + 16, new byte[] {0x0F, 0x0B});
        assertThat(vectorOf("")).isEqualTo(6);
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(ESP0 - 36);
        int[] expected = {0, 0x1001, 0, 0x800, 0x1002, 0x1000, 0x1003, 0x1004, 0x1005};
        for (int i = 0; i < expected.length; i++) {
            if (i != 2) {
                assertThat(stack(i)).as("slot " + i).isEqualTo(expected[i]);
            }
        }
        assertThat(stack(2)).isEqualTo((int) (Rflags.VM | Rflags.RF | Rflags.FIXED_ONE));
        assertThat(cpu.ds.isPresent()).isFalse();
        assertThat(cpu.cpl).isZero();
        assertThat(cpu.isSet(Rflags.VM)).isFalse();
    }

    @Test
    void SEGM_61_IRETD_to_virtual_8086_mode_loads_all_segments() {
        machine.memory().load(CODE, new byte[] {(byte) 0xCF});
        int[] frame = {0x123, 0x2000, (int) (Rflags.VM | Rflags.IF), 0x700, 0x3000, 0x4000, 0x5000, 0x6000, 0x7000};
        for (int i = 0; i < frame.length; i++) {
            machine.memory().write32(STACK + 4 * i, frame[i]);
        }
        machine.step();
        assertThat(cpu.rip).isEqualTo(0x123);
        assertThat(cpu.cs.base).isEqualTo(0x2_0000);
        assertThat(cpu.ss.selector).isEqualTo(0x3000);
        assertThat(cpu.es.selector).isEqualTo(0x4000);
        assertThat(cpu.gs.attributes).isEqualTo(0xF3);
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x700);
        assertThat(cpu.cpl).isEqualTo(3);
    }
}
