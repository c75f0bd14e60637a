package dev.pacifica.model.execute;

import static dev.pacifica.model.LongModeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which processor and which mode has which integer instruction (APM3 1.2.7, appendix D). */
class IntegerFeatureTest {
    private static final int UD = ExceptionVector.UD.number();

    private LongModeFixture x = new LongModeFixture();

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
    @CsvSource({
        "MOVBE, 0F38F003", "ADX, 660F38F6C3", "ADX, F30F38F6C3", "SSE4_2, F20F38F0C3", "RDRAND, 0FC7F0",
        "RDSEED, 0FC7F8", "RDPID, F30FC7F8", "CMPXCHG16B, 480FC70B", "LAHF_SAHF, 9F", "LAHF_SAHF, 9E",
        "BMI1, C4E248F2DF", "BMI1, C4E240F7DE", "BMI2, C4E24BF5DF", "BMI2, C4E37BF0DE05", "POPCNT, F30FB8C3"
    })
    void APM3_an_instruction_of_a_feature_that_the_processor_lacks_is_UD(Feature feature, String hex) {
        assertThat(on(CpuProfile.named("full"), hex)).as("with").isNotEqualTo(UD);
        assertThat(on(CpuProfile.named("full").without(feature), hex))
                .as("without")
                .isEqualTo(UD);
    }

    @Test
    void APM3_LZCNT_and_TZCNT_are_BSR_and_BSF_where_the_processor_lacks_them() {
        Cpu with = after(CpuProfile.named("full"), "F30FBDC3");
        Cpu without = after(CpuProfile.named("full").without(Feature.ABM), "F30FBDC3");
        assertThat(with.gpr[Cpu.RAX]).isEqualTo(27);
        assertThat(without.gpr[Cpu.RAX]).isEqualTo(4);
        assertThat(after(CpuProfile.named("full").without(Feature.BMI1), "F30FBCC1")
                        .isSet(Rflags.ZF))
                .isTrue();
        assertThat(after(CpuProfile.named("full"), "F30FBCC1").isSet(Rflags.CF)).isTrue();
    }

    @Test
    void APM3_LAHF_exists_outside_64_bit_mode_on_every_processor() {
        Machine machine = Machine.create(CpuProfile.named("full").without(Feature.LAHF_SAHF), 1 << 20);
        machine.cpu().cs.set(0, 0x9B, 0xFFFF, 0);
        machine.memory().load(0x100, new byte[] {(byte) 0x9F, (byte) 0xF4});
        machine.cpu().rip = 0x100;
        assertThat(machine.run(10).reason()).isEqualTo(StopReason.HALTED);
        assertThat(machine.cpu().gpr[Cpu.RAX]).isEqualTo(0x200);
    }

    private static int on(CpuProfile profile, String hex) {
        Cpu cpu = after(profile, hex);
        return cpu.rip >= HANDLERS && cpu.rip < HANDLERS + 0x400 ? (int) (cpu.rip - HANDLERS) / 16 : -1;
    }

    /** The processor after one instruction in 64-bit mode, with rBX = 16 and rCX = 0. */
    private static Cpu after(CpuProfile profile, String hex) {
        LongModeFixture fixture = new LongModeFixture(profile);
        fixture.cpu.gpr[Cpu.RBX] = 16;
        fixture.cpu.gpr[Cpu.RCX] = 0;
        fixture.program(hex).machine.step();
        return fixture.cpu;
    }

    /** ANDN, BLSR, BZHI, PEXT, PDEP, MULX, BEXTR, SHLX, SARX, SHRX, RORX, BLSI, BLSMSK: rBX, rSI, rDI. */
    private static final String[] VEX = {
        "C4E248F2DF",
        "C4E260F3CE",
        "C4E240F5DE",
        "C4E24AF5DF",
        "C4E24BF5DF",
        "C4E24BF6DF",
        "C4E240F7DE",
        "C4E241F7DE",
        "C4E242F7DE",
        "C4E243F7DE",
        "C4E37BF0DE05",
        "C4E260F3DE",
        "C4E260F3D6"
    };

    @Test
    void APM3_1_2_7_instructions_with_VEX_do_not_exist_in_real_and_virtual_8086_mode() {
        for (String hex : VEX) {
            assertThat(inMode(Mode16.REAL, hex)).as(hex).isEqualTo(UD);
            assertThat(inMode(Mode16.VIRTUAL_8086, hex)).as(hex).isEqualTo(UD);
            assertThat(inMode(Mode16.PROTECTED, hex)).as(hex).isEqualTo(-1);
        }
    }

    @Test
    void APM3_1_2_7_other_prefixes_before_VEX_and_a_length_of_256_bits_are_UD() {
        for (String hex : VEX) {
            for (String prefix : new String[] {"66", "F2", "F3", "F0", "40", "48"}) {
                assertThat(vectorOf(prefix + hex)).as(prefix + hex).isEqualTo(UD);
            }
            int last = Integer.parseInt(hex.substring(4, 6), 16);
            String longer = hex.substring(0, 4) + "%02X".formatted(last | 4) + hex.substring(6);
            assertThat(vectorOf(longer)).as(longer).isEqualTo(UD);
            halts("2E" + hex);
        }
    }

    private enum Mode16 {
        REAL,
        VIRTUAL_8086,
        PROTECTED
    }

    /** Makes one instruction in 16-bit code; returns the exception, or -1. */
    private static int inMode(Mode16 mode, String hex) {
        Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20);
        Cpu cpu = machine.cpu();
        for (int vector = 0; vector < 32; vector++) {
            machine.memory().write64(0x2000 + 8L * vector, 0x0000_8600_0008_0000L | 0x4000 + 16 * vector);
            machine.memory().write32(4L * vector, 0x4000 + 16 * vector);
        }
        machine.memory().write64(0x3008, 0x0000_9B00_0000_FFFFL);
        machine.memory().write64(0x3010, 0x0000_9300_0000_FFFFL);
        machine.memory().write64(0x1000 + 4, 0x10_0000_8000L);
        cpu.gdtr.set(0x3000, 0x17);
        cpu.gpr[Cpu.RSP] = 0x8000;
        for (int segment = 0; segment < 6; segment++) {
            cpu.segments[segment].set(0, segment == Cpu.CS ? 0x9B : 0x93, 0xFFFF, 0);
        }
        if (mode != Mode16.REAL) {
            cpu.cr0 |= Cr0.PE;
            cpu.idtr.set(0x2000, 0xFF);
            cpu.cs.selector = 8;
            cpu.ss.selector = 0x10;
            cpu.tr.set(0x18, 0x8B, 0x67, 0x1000);
        }
        if (mode == Mode16.VIRTUAL_8086) {
            cpu.setRflags(Rflags.VM | Rflags.IOPL);
            for (int segment = 0; segment < 6; segment++) {
                cpu.segments[segment].set(0, 0xF3, 0xFFFF, 0);
            }
        }
        cpu.updateMode();
        machine.memory().load(0x6000, HexFormat.of().parseHex(hex));
        cpu.rip = 0x6000;
        machine.step();
        long rip = cpu.cs.base + cpu.rip;
        return rip >= 0x4000 && rip < 0x4200 ? (int) (rip - 0x4000) / 16 : -1;
    }
}
