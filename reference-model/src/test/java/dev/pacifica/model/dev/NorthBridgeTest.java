package dev.pacifica.model.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.platform.Markers;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.rule.RuleTrace;
import dev.pacifica.model.rule.Unspecified;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What no vector can show of a bridge: INIT and RESET, the loader's block, and machine checks that a processor takes. */
class NorthBridgeTest {
    private static final Device DISK = new Device(0, 3);
    private static final int CR = 0x400;
    private static final long BLOCK = 0x2_0000;
    private static final long TABLE = 0x4_0000;
    /** In a page of its own, which the vector excludes. */
    private static final long SECRET = 0x6_3000;

    private Machine machine = machine(CpuProfile.named("full"), Map.of());

    private static Machine machine(CpuProfile profile, Map<Rule, Integer> answers) {
        return Machine.create(profile, 1 << 20, new Freedom(new RuleTrace(), new Choices(answers), Unspecified.ZEROS));
    }

    private int read(int node, int register) {
        select(node, register);
        return (int) machine.ports().read(0xCFC, 4);
    }

    private void write(int node, int register, int value) {
        select(node, register);
        machine.ports().write(0xCFC, 4, value);
    }

    private void select(int node, int register) {
        int window = 0x8000_C3F4 + node * 0x800;
        machine.ports().write(0xCF8, 4, window & 0xFFFF_FFFFL);
        machine.ports().write(0xCFC, 4, register);
        machine.ports().write(0xCF8, 4, window + 4 & 0xFFFF_FFFFL);
    }

    private ExternalPort port(int node) {
        return machine.northBridges().node(node).port();
    }

    private void excludeSecret(int control) {
        machine.memory().write8(TABLE + (SECRET >>> 15), 1 << (SECRET >>> 12 & 7));
        write(0, 0x100, 0);
        write(0, 0x000, (int) TABLE | 1);
        write(0, CR, control | DevCr.INVALIDATE);
    }

    @Test
    void DEV_57_RESET_clears_the_control_register() {
        write(0, CR, 0x45);
        assertThat(read(0, CR)).isEqualTo(0x45);
        machine.reset();
        assertThat(read(0, CR)).isZero();
    }

    @Test
    void DEV_59_INIT_leaves_the_control_register() {
        machine.northBridges().protectLoader(BLOCK);
        write(0, CR, 0x65);
        machine.init();
        machine.step();
        assertThat(read(0, CR)).isEqualTo(0x65);
    }

    @Test
    void DEV_107_INIT_leaves_memory() {
        machine.memory().write64(SECRET, 0x1234);
        machine.init();
        machine.step();
        assertThat(machine.memory().read64(SECRET)).isEqualTo(0x1234);
    }

    @Test
    void DEV_93_the_loaders_block_is_closed_on_every_node_and_nothing_beside_it() {
        machine.northBridges().protectLoader(BLOCK);
        for (int node = 0; node < 8; node++) {
            assertThat(port(node).read(DISK, BLOCK, 8)).isEqualTo(new Completion(-1, true));
            assertThat(port(node).read(DISK, BLOCK + 0xFFFC, 4)).isEqualTo(new Completion(0xFFFF_FFFFL, true));
            assertThat(port(node).read(DISK, BLOCK - 8, 8)).isEqualTo(new Completion(0, false));
            assertThat(port(node).read(DISK, BLOCK + 0x1_0000, 8)).isEqualTo(new Completion(0, false));
            port(node).write(DISK, BLOCK, 8, 0x55);
        }
        assertThat(machine.memory().read64(BLOCK)).isZero();
    }

    @Test
    void DEV_98_software_ends_the_protection_of_the_block() {
        machine.northBridges().protectLoader(BLOCK);
        write(0, CR, 0x20);
        assertThat(port(0).read(DISK, BLOCK, 8).isAborted()).isTrue();
        write(0, CR, 0);
        assertThat(port(0).read(DISK, BLOCK, 8).isAborted()).isFalse();
        assertThat(port(1).read(DISK, BLOCK, 8).isAborted()).isTrue();
    }

    @Test
    void DEV_61_software_cannot_begin_it() {
        write(0, CR, 0x20);
        assertThat(read(0, CR)).isZero();
    }

    @Test
    void DEV_80_a_denial_by_the_loaders_block_is_logged_or_not() {
        for (int answer = 0; answer < 2; answer++) {
            machine = machine(CpuProfile.named("full"), Map.of(Rule.DEV_80, answer));
            machine.northBridges().protectLoader(BLOCK);
            port(0).read(DISK, BLOCK, 8);
            assertThat(read(0, 0x500) < 0).isEqualTo(answer == 0);
        }
    }

    @Test
    void DEV_32_IOSPEN_alone_blocks_or_not() {
        for (int answer = 0; answer < 2; answer++) {
            machine = machine(CpuProfile.named("full"), Map.of(Rule.DEV_32, answer));
            write(0, CR, DevCr.IOSPEN);
            assertThat(port(0).readPort(DISK, 0x84, 1).isAborted()).isEqualTo(answer == 1);
        }
    }

    @Test
    void DEV_27_a_request_over_two_pages_is_checked_for_each() {
        excludeSecret(DevCr.ENABLE);
        port(0).write(DISK, SECRET - 4, 8, 0x1111_2222_3333_4444L);
        assertThat(machine.memory().read64(SECRET - 4)).isEqualTo(0x3333_4444);
        assertThat(port(0).read(DISK, SECRET - 4, 8)).isEqualTo(new Completion(0xFFFF_FFFF_3333_4444L, true));
    }

    @Test
    void DEV_34_configuration_space_is_closed_to_devices() {
        assertThat(port(0).readConfiguration(DISK, 0x8000_C3F0, 4)).isEqualTo(new Completion(0xFFFF_FFFFL, true));
    }

    @Test
    void DEV_76_a_processor_with_CR4_MCE_takes_the_machine_check() {
        machine = machine(CpuProfile.named("full").with(Feature.MCE), Map.of());
        machine.cpu().cr4 |= Cr4.MCE;
        excludeSecret(DevCr.ENABLE | DevCr.MCE);
        List<ExceptionVector> delivered = deliveredAfter(() -> port(0).write(DISK, SECRET, 8, 1));
        assertThat(delivered).containsExactly(ExceptionVector.MC);
    }

    @Test
    void DEV_76_none_is_raised_unless_DEV_CR_says_so() {
        machine = machine(CpuProfile.named("full").with(Feature.MCE), Map.of());
        machine.cpu().cr4 |= Cr4.MCE;
        excludeSecret(DevCr.ENABLE);
        assertThat(deliveredAfter(() -> port(0).write(DISK, SECRET, 8, 1))).isEmpty();
    }

    /** A real-mode program of NOPs from 1000h on, with the handler of #MC at 8000h. */
    private List<ExceptionVector> deliveredAfter(Runnable request) {
        machine.memory().load(0x1000, new byte[] {(byte) 0x90, (byte) 0x90, (byte) 0x90});
        machine.memory().write32(4 * 18, 0x8000);
        machine.cpu().cs.set(0, 0x9B, 0xFFFF, 0);
        machine.cpu().rip = 0x1000;
        machine.cpu().updateMode();
        MachineCheckLine line =
                new MachineCheckLine(machine.northBridges(), machine.cpu(), machine.execution().freedom);
        machine.setInterrupts(new Markers(machine.cpu(), () -> false, line).at(0x1001, request));
        machine.setStopAddresses(0x1003, 0x8000);
        List<ExceptionVector> delivered = new ArrayList<>();
        assertThat(machine.run(10).reason()).isEqualTo(StopReason.STOP_ADDRESS);
        if (machine.cpu().rip == 0x8000) {
            delivered.add(ExceptionVector.MC);
        }
        return delivered;
    }

    @Test
    void GIF_29_a_machine_check_is_held_or_shuts_down() {
        for (int answer = 0; answer < 2; answer++) {
            machine = machine(CpuProfile.named("full").with(Feature.MCE), Map.of(Rule.GIF_29, answer));
            machine.cpu().cr4 |= Cr4.MCE;
            machine.cpu().gif = false;
            excludeSecret(DevCr.ENABLE | DevCr.MCE);
            MachineCheckLine line =
                    new MachineCheckLine(machine.northBridges(), machine.cpu(), machine.execution().freedom);
            port(0).write(DISK, SECRET, 8, 1);
            assertThat(line.isPending()).isEqualTo(answer == 1);
            machine.cpu().gif = true;
            assertThat(line.isPending()).isTrue();
        }
    }

    @Test
    void a_node_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> machine.northBridges().node(8)).hasMessageContaining("There is no node 8");
        assertThat(machine(CpuProfile.named("zen"), Map.of()).northBridges().count())
                .isZero();
    }
}
