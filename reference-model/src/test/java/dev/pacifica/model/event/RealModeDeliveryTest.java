package dev.pacifica.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RealModeDeliveryTest {
    private final Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20);
    private final Cpu cpu = machine.cpu();

    @BeforeEach
    void realMode() {
        for (int vector = 0; vector < 32; vector++) {
            machine.memory().write16(4L * vector, 0x100 + vector);
            machine.memory().write16(4 * vector + 2, 0x2000);
        }
        cpu.cs.selector = 0x1000;
        cpu.cs.base = 0x1_0000;
        cpu.ss.selector = 0x3000;
        cpu.ss.base = 0x3_0000;
        cpu.gpr[Cpu.RSP] = 0x100;
        cpu.rip = 0x10;
        cpu.updateMode();
    }

    @Test
    void EVT_61_flags_CS_and_IP_are_pushed_as_words_and_no_error_code() {
        cpu.rflags |= Rflags.IF | Rflags.CF;
        machine.memory().load(0x1_0010, new byte[] {0x0F, 0x0B});
        machine.step();
        assertThat(cpu.rip).isEqualTo(0x106);
        assertThat(cpu.cs.base).isEqualTo(0x2_0000);
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0xFA);
        assertThat(machine.memory().read16(0x3_00FA)).isEqualTo(0x10);
        assertThat(machine.memory().read16(0x3_00FC)).isEqualTo(0x1000);
        assertThat(machine.memory().read16(0x3_00FE)).isEqualTo((int) (Rflags.IF | Rflags.CF | Rflags.FIXED_ONE));
        assertThat(cpu.rflags).isEqualTo(Rflags.CF | Rflags.FIXED_ONE);
    }

    @Test
    void EVT_61_the_stack_pointer_wraps_at_64_KBytes() {
        cpu.gpr[Cpu.RSP] = 2;
        machine.memory().load(0x1_0010, new byte[] {(byte) 0xCD, 5});
        machine.step();
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0xFFFC);
        assertThat(machine.memory().read16(0x3_FFFC)).isEqualTo(0x12);
    }

    @Test
    void EVT_60_beyond_the_limit_of_the_table_there_is_no_delivery() {
        cpu.idtr.limit = 0x3F; // vectors 0 to 15
        machine.memory().load(0x1_0010, new byte[] {(byte) 0xCD, 0x10});
        machine.step();
        assertThat(cpu.rip).isEqualTo(0x100 + 13);
        cpu.idtr.limit = 3;
        machine.memory().load(0x2_010D, new byte[] {0x0F, 0x0B});
        assertThat(machine.run(2).reason()).isEqualTo(StopReason.SHUTDOWN);
    }

    @Test
    void SEGM_60_IRET_returns() {
        cpu.rflags |= Rflags.IF;
        machine.memory().load(0x1_0010, new byte[] {(byte) 0xCD, 5});
        machine.memory().load(0x2_0105, new byte[] {(byte) 0xCF});
        machine.run(2);
        assertThat(cpu.rip).isEqualTo(0x12);
        assertThat(cpu.cs.base).isEqualTo(0x1_0000);
        assertThat(cpu.isSet(Rflags.IF)).isTrue();
        assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x100);
    }

    @Test
    void INJ_21_an_injected_NMI_uses_vector_2_whatever_the_field_says_and_blocks_nothing() {
        LongModeFixture x = new LongModeFixture();
        x.machine.execution().delivery.inject(EventType.NMI, 0x13, false, 0, 0x1234);
        assertThat(x.cpu.rip).isEqualTo(LongModeFixture.handler(2));
        assertThat(x.cpu.nmiBlocked).isFalse();
    }

    @Test
    void SEGM_65_an_NMI_blocks_further_ones_until_IRET() {
        LongModeFixture x = new LongModeFixture();
        x.machine.execution().delivery.nmi();
        assertThat(x.cpu.rip).isEqualTo(LongModeFixture.handler(2));
        assertThat(x.cpu.nmiBlocked).isTrue();
        x.machine.setStopAddresses();
        x.machine.memory().load(LongModeFixture.handler(2), new byte[] {0x48, (byte) 0xCF});
        x.machine.step();
        assertThat(x.cpu.rip).isEqualTo(LongModeFixture.CODE);
        assertThat(x.cpu.nmiBlocked).isFalse();
    }
}
