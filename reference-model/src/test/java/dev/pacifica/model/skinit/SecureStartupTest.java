package dev.pacifica.model.skinit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.dev.Device;
import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.platform.Tpm;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.VmCr;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no vector can show of SKINIT: the TPM, a device that asks while it measures, and locks that stay. */
class SecureStartupTest {
    private static final long PROGRAM = 0x1000;
    private static final int BLOCK = 0x2_0000;
    private static final int ENTRY = 0x10;

    private Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20);

    /** A flat 32-bit host with SVM enabled that is about to execute SKINIT; the loader executes a NOP. */
    @BeforeEach
    void host() {
        machine.memory().load(PROGRAM, new byte[] {0x0F, 0x01, (byte) 0xDE});
        Cpu cpu = machine.cpu();
        cpu.cr0 = Cr0.PE | Cr0.ET;
        cpu.efer = Efer.SVME;
        cpu.cs.set(0x08, 0xC9B, -1, 0);
        cpu.rip = PROGRAM;
        cpu.gpr[Cpu.RAX] = BLOCK | 0x1234;
        cpu.updateMode();
        image(0x40, new byte[] {ENTRY, 0, 0x40, 0});
    }

    private void image(int length, byte[] content) {
        machine.memory().load(BLOCK, content);
        machine.memory().write16(BLOCK, ENTRY);
        machine.memory().write16(BLOCK + 2, length);
        machine.memory().write8(BLOCK + ENTRY, 0x90);
    }

    private void launch() {
        machine.setStopAddresses(BLOCK + ENTRY);
        assertThat(machine.run(2).reason()).isEqualTo(StopReason.STOP_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 0x40, 0x41, 0x1001, 0x8000, 0xFFFE, 0xFFFF})
    void SKINIT_44_pcr_17_is_the_hash_of_the_image(int length) {
        byte[] content = new byte[0x1_0000];
        new Random(length).nextBytes(content);
        for (Tpm tpm : new Tpm[] {Tpm.version12(), Tpm.version20()}) {
            machine = Machine.create(CpuProfile.named("full"), 1 << 20);
            host();
            image(length, content);
            machine.setMeasurement(tpm);
            byte[] measured = machine.memory().dump(BLOCK, length);
            String algorithm = tpm.pcr(17).length == 20 ? "SHA-1" : "SHA-256";
            launch();
            assertThat(tpm.pcr(17))
                    .isEqualTo(
                            Digests.hash(algorithm, new byte[tpm.pcr(17).length], Digests.hash(algorithm, measured)));
            assertThat(tpm.pcr(18)).isEqualTo(new byte[tpm.pcr(17).length]);
        }
    }

    @Test
    void SKINIT_65_what_lies_behind_the_image_is_not_measured() {
        byte[] before = measured(0x40, 0);
        assertThat(measured(0x40, 0x40)).isEqualTo(before);
        assertThat(measured(0x40, 0x3F)).isNotEqualTo(before);
        assertThat(measured(0x41, 0)).isNotEqualTo(before);
    }

    /** PCR17 of a loader with one byte changed; none if {@code at} is 0. */
    private byte[] measured(int length, int at) {
        machine = Machine.create(CpuProfile.named("full"), 1 << 20);
        host();
        image(length, new byte[0]);
        if (at != 0) {
            machine.memory().write8(BLOCK + at, 0x77);
        }
        Tpm tpm = Tpm.version20();
        machine.setMeasurement(tpm);
        launch();
        return tpm.pcr(17);
    }

    @Test
    void SKINIT_45_a_busy_tpm_measures_nothing_and_the_loader_runs() {
        Tpm tpm = Tpm.version20();
        tpm.setBusy(true);
        machine.setMeasurement(tpm);
        launch();
        byte[] untouched = new byte[32];
        Arrays.fill(untouched, (byte) 0xFF);
        assertThat(tpm.pcr(17)).isEqualTo(untouched);
        assertThat(tpm.pcr(22)).isEqualTo(untouched);
    }

    @Test
    void SKINIT_26_a_device_that_writes_while_the_image_is_measured_changes_nothing() {
        machine.setMeasurement(new Measurement() {
            @Override
            public void start() {
                patch();
            }

            @Override
            public void data(int octet) {
                patch();
            }

            @Override
            public void end() {
                patch();
            }
        });
        launch();
        assertThat(machine.memory().read8(BLOCK + ENTRY)).isEqualTo(0x90);
        assertThat(machine.memory().read8(BLOCK - 1)).isEqualTo(0xCC);
    }

    private void patch() {
        for (int node = 0; node < 8; node++) {
            machine.northBridges().node(node).port().write(new Device(0, node), BLOCK + ENTRY, 1, 0xCC);
            machine.northBridges().node(node).port().write(new Device(0, node), BLOCK - 1, 1, 0xCC);
        }
    }

    @Test
    void SKINIT_25_GIF_is_clear_in_the_loader() {
        launch();
        assertThat(machine.cpu().gif).isFalse();
    }

    @Test
    void SKINIT_47_an_INIT_is_held_and_SKINIT_48_redirected_by_STGI() {
        machine.init();
        machine.cpu().gif = false;
        launch();
        machine.setStopAddresses();
        assertThat(machine.run(1).reason()).isEqualTo(StopReason.BUDGET);
        assertThat(machine.cpu().rip).isEqualTo(BLOCK + ENTRY + 1);
        machine.cpu().gif = true;
        assertThat(machine.run(3).reason()).as("there is no handler of #SX").isEqualTo(StopReason.SHUTDOWN);
    }

    @Test
    void VMCR_10_SKINIT_leaves_LOCK_and_SVMDIS() {
        machine.cpu().efer = 0;
        for (long kept : new long[] {0, VmCr.LOCK, VmCr.SVMDIS, VmCr.LOCK | VmCr.SVMDIS}) {
            machine = Machine.create(CpuProfile.named("full"), 1 << 20);
            host();
            machine.cpu().efer = 0; // SKINIT-05
            machine.cpu().vmCr = kept;
            launch();
            assertThat(machine.cpu().vmCr).isEqualTo(kept | 7);
        }
    }

    @Test
    void SKINIT_30_the_stack_pointer_wraps() {
        machine = Machine.create(CpuProfile.named("full"), 1 << 20);
        host();
        machine.cpu().gpr[Cpu.RAX] = 0xFFFF_0000L;
        machine.run(1);
        assertThat(machine.cpu().gpr[Cpu.RSP]).isZero();
        assertThat(machine.cpu().gpr[Cpu.RAX]).isEqualTo(0xFFFF_0000L);
    }
}
