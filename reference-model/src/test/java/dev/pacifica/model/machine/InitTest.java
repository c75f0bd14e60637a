package dev.pacifica.model.machine;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.model.state.TableRegister;
import dev.pacifica.model.state.VmCr;
import org.junit.jupiter.api.Test;

/** RESET and INIT, against the table (APM2 14.1.3). */
class InitTest {
    private final LongModeFixture x = new LongModeFixture();

    /** A processor on which everything differs from its reset value. */
    private static void disturb(Cpu cpu) {
        for (int n = 0; n < 16; n++) {
            cpu.gpr[n] = 0x5555;
        }
        cpu.cr0 = 0x8005_0033L;
        cpu.cr2 = cpu.cr3 = 0x5000;
        cpu.cr4 = 0x20;
        cpu.cr8 = 5;
        cpu.efer = 0xD00;
        cpu.rflags = 0x246;
        for (int n = 0; n < 4; n++) {
            cpu.dr[n] = 0x7000L + n;
        }
        cpu.dr6 = Cpu.DR6_FIXED | 3;
        cpu.dr7 = 0x455;
        cpu.pat = 0x0606_0606_0606_0606L;
        cpu.setTsc(99);
        cpu.vmHsavePa = 0x3000;
        cpu.lstar = 0x1234;
        cpu.halted = cpu.interruptShadow = cpu.nmiBlocked = true;
        cpu.gdtr.set(0x1000, 0x7F);
        cpu.idtr.set(0x2000, 0x7F);
        cpu.ldtr.set(0x28, 0x82, 0x10, 0x100);
        cpu.tr.set(0x30, 0x8B, 0x67, 0x8000);
        for (SegmentRegister segment : cpu.segments) {
            segment.set(0x10, 0xC93, -1, 0x100);
        }
        cpu.x87.initialise();
        cpu.x87.set(3, 0x1234, 5);
        cpu.sse.xmm[5] = 0x5555;
        cpu.sse.mxcsr = 0x1FC0;
        cpu.xcr0 = 7;
        cpu.cpl = 3;
        cpu.updateMode();
    }

    private static void segment(SegmentRegister register, int selector, long base, int attributes) {
        assertThat(register.selector).isEqualTo(selector);
        assertThat(register.base).isEqualTo(base);
        assertThat(register.limit & 0xFFFF_FFFFL).isEqualTo(0xFFFF);
        assertThat(register.attributes & ~1).isEqualTo(attributes & ~1); // RST-23: the accessed bit is open
    }

    private static void table(TableRegister register) {
        assertThat(register.base).isZero();
        assertThat(register.limit).isEqualTo(0xFFFF);
    }

    private static void common(Cpu cpu) {
        assertThat(cpu.cr2 | cpu.cr3 | cpu.cr4 | cpu.cr8 | cpu.efer)
                .as("RST-02")
                .isZero();
        assertThat(cpu.rflags).as("RST-03").isEqualTo(2);
        assertThat(cpu.rip).as("RST-04").isEqualTo(0xFFF0);
        segment(cpu.cs, 0xF000, 0xFFFF_0000L, 0x9A);
        for (SegmentRegister segment : new SegmentRegister[] {cpu.ds, cpu.es, cpu.fs, cpu.gs, cpu.ss}) {
            segment(segment, 0, 0, 0x92);
        }
        table(cpu.gdtr);
        table(cpu.idtr);
        segment(cpu.ldtr, 0, 0, 0x82);
        segment(cpu.tr, 0, 0, 0x83);
        for (int n = 0; n < 16; n++) {
            assertThat(cpu.gpr[n]).isEqualTo(n == Cpu.RDX ? cpu.profile.signature() : 0);
        }
        assertThat(cpu.mode()).isEqualTo(Mode.REAL);
        assertThat(cpu.cpl).isZero();
        assertThat(cpu.halted || cpu.interruptShadow || cpu.nmiBlocked || cpu.shutDown)
                .isFalse();
    }

    @Test
    void RST_01_to_RST_20_RESET() {
        Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20);
        disturb(machine.cpu());
        machine.cpu().gif = false;
        machine.cpu().vmCr = VmCr.LOCK | VmCr.SVMDIS;
        machine.reset();
        Cpu cpu = machine.cpu();
        common(cpu);
        assertThat(cpu.cr0).isEqualTo(0x6000_0010);
        assertThat(cpu.dr).containsOnly(0);
        assertThat(cpu.dr6).isEqualTo(0xFFFF_0FF0L);
        assertThat(cpu.dr7).isEqualTo(0x400);
        assertThat(cpu.pat).isEqualTo(0x0007_0406_0007_0406L);
        assertThat(cpu.tsc() | cpu.vmCr | cpu.vmHsavePa | cpu.lstar).isZero();
        assertThat(cpu.gif).isTrue();
        assertThat(cpu.x87.control()).as("RST-13").isEqualTo(0x40);
        assertThat(cpu.x87.tags()).isEqualTo(0x5555);
        assertThat(cpu.x87.significand).containsOnly(0);
        assertThat(cpu.sse.xmm).as("RST-14").containsOnly(0);
        assertThat(cpu.sse.mxcsr).isEqualTo(0x1F80);
        assertThat(cpu.xcr0).isEqualTo(1);
    }

    @Test
    void RST_01_to_RST_24_INIT() {
        disturb(x.cpu);
        x.cpu.cr0 |= Cr0.CD;
        x.cpu.vmCr = VmCr.SVMDIS;
        x.machine.memory().write64(DATA, 0x77);
        x.machine.init();
        assertThat(x.machine.run(1).rip()).isEqualTo(0xFFF0);
        common(x.cpu);
        assertThat(x.cpu.cr0).as("RST-01").isEqualTo(0x4000_0010);
        assertThat(x.cpu.dr).as("RST-12").containsExactly(0x7000, 0x7001, 0x7002, 0x7003);
        assertThat(x.cpu.dr6).isEqualTo(Cpu.DR6_FIXED | 3);
        assertThat(x.cpu.dr7).isEqualTo(0x455);
        assertThat(x.cpu.pat).as("RST-15").isEqualTo(0x0606_0606_0606_0606L);
        assertThat(x.cpu.tsc()).as("RST-16, and one step").isEqualTo(100);
        assertThat(x.cpu.vmHsavePa).isEqualTo(0x3000);
        assertThat(x.cpu.lstar).isEqualTo(0x1234);
        assertThat(x.cpu.vmCr).as("RST-16: not locked").isZero();
        assertThat(x.cpu.gif).isTrue();
        assertThat(x.cpu.x87.control()).as("RST-13").isEqualTo(0x37F);
        assertThat(x.cpu.x87.tags()).isEqualTo(0xFF3F | 0x80);
        assertThat(x.cpu.x87.significand[3]).isEqualTo(0x1234);
        assertThat(x.cpu.sse.xmm[5]).as("RST-14").isEqualTo(0x5555);
        assertThat(x.cpu.sse.mxcsr).isEqualTo(0x1FC0);
        assertThat(x.cpu.xcr0).isEqualTo(7);
        assertThat(x.quadword(DATA)).isEqualTo(0x77);
    }

    @Test
    void RST_16_a_locked_SVMDIS_survives_INIT() {
        x.cpu.vmCr = VmCr.LOCK | VmCr.SVMDIS;
        x.machine.init();
        x.machine.run(1);
        assertThat(x.cpu.vmCr).isEqualTo(VmCr.LOCK | VmCr.SVMDIS);
    }

    @Test
    void RST_21_INIT_is_held_while_GIF_is_0() {
        x.program("90 90 90").cpu.gif = false;
        x.machine.init();
        x.machine.run(2);
        assertThat(x.cpu.rip).isEqualTo(CODE + 2);
        assertThat(x.cpu.isLongMode()).isTrue();
        x.cpu.gif = true;
        x.machine.run(1);
        assertThat(x.cpu.mode()).isEqualTo(Mode.REAL);
        x.machine.run(1);
        assertThat(x.cpu.rip).as("taken once").isNotEqualTo(0xFFF0);
    }

    @Test
    void RST_21_R_INIT_makes_it_a_security_exception() {
        x.cpu.vmCr = VmCr.R_INIT;
        x.program("90 90");
        x.machine.init();
        assertThat(x.machine.run(5).rip()).isEqualTo(handler(30));
        assertThat(x.stack(0)).isEqualTo(1);
        assertThat(x.stack(1)).isEqualTo(CODE);
    }

    @Test
    void RST_21_INIT_ends_a_shutdown_and_a_halt() {
        x.cpu.idtr.set(0, 0);
        assertThat(x.run("0F0B").reason()).isEqualTo(StopReason.SHUTDOWN);
        x.machine.init();
        assertThat(x.machine.run(1).reason()).isEqualTo(StopReason.BUDGET);
        assertThat(x.cpu.mode()).isEqualTo(Mode.REAL);
    }

    @Test
    void RST_24_RESET_forgets_a_signalled_INIT() {
        x.machine.init();
        x.machine.reset();
        x.machine.run(1);
        assertThat(x.cpu.rip).isNotEqualTo(0xFFF0);
    }
}
