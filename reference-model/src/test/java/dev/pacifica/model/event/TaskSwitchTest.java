package dev.pacifica.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Rflags;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** A task that calls another one, which returns at once, finds everything as it was but what the rules list. */
class TaskSwitchTest {
    private static final int GDT = 0x5000;
    private static final int OLD = 0x6000;
    private static final int NEW = 0x7000;
    private static final int CODE = 0x1_0000;
    private static final int NEW_CODE = 0x1_1000;
    private static final int CODE32 = 0x08;
    private static final int DATA32 = 0x10;
    private static final int OLD_TASK = 0x18;
    private static final int NEW_TASK = 0x20;
    private static final long FREE = Rflags.ARITHMETIC | Rflags.DF | Rflags.IF | Rflags.IOPL | Rflags.AC | Rflags.ID;

    private final Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20);
    private final Cpu cpu = machine.cpu();

    private void prepare(int[] registers, long flags) {
        machine.reset();
        descriptor(CODE32, 0x00CF_9B00_0000_FFFFL);
        descriptor(DATA32, 0x00CF_9300_0000_FFFFL);
        descriptor(OLD_TASK, 0x0000_8B00_6000_0067L);
        descriptor(NEW_TASK, 0x0000_8900_7000_0067L);
        cpu.cr0 = Cr0.PE | Cr0.ET;
        cpu.cs.set(CODE32, 0xC9B, -1, 0);
        for (int segment : new int[] {Cpu.ES, Cpu.SS, Cpu.DS, Cpu.FS, Cpu.GS}) {
            cpu.segments[segment].set(DATA32, 0xC93, -1, 0);
        }
        cpu.tr.set(OLD_TASK, 0x08B, 0x67, OLD);
        cpu.gdtr.set(GDT, 0x27);
        for (int n = 0; n < 8; n++) {
            cpu.gpr[n] = registers[n] & 0xFFFF_FFFFL;
        }
        cpu.setRflags(flags & FREE);
        cpu.dr7 = 0x7FF;
        cpu.rip = CODE;
        cpu.updateMode();
        machine.memory().load(CODE, new byte[] {(byte) 0x9A, 0, 0, 0, 0, NEW_TASK, 0});
        machine.memory().load(NEW_CODE, new byte[] {(byte) 0xCF});
        machine.memory().write32(NEW + 0x20, NEW_CODE);
        machine.memory().write32(NEW + 0x24, 2);
        for (int segment = 0; segment < 6; segment++) {
            machine.memory().write16(NEW + 0x48 + 4 * segment, segment == Cpu.CS ? CODE32 : DATA32);
        }
        machine.setStopAddresses(CODE + 7);
    }

    private void descriptor(int selector, long value) {
        machine.memory().write64(GDT + selector, value);
    }

    @Property(tries = 500, seed = "1231")
    void SEGM_93_there_and_back_changes_only_what_a_task_switch_does_not_save(
            @ForAll @Size(8) int[] registers, @ForAll long flags) {
        prepare(registers, flags);
        long[] general = cpu.gpr.clone();
        long rflags = cpu.rflags;
        String[] segments = Arrays.stream(cpu.segments).map(Object::toString).toArray(String[]::new);
        String tr = cpu.tr.toString();

        RunResult result = machine.run(10);

        assertThat(result.reason()).as(result.toString()).isEqualTo(StopReason.STOP_ADDRESS);
        assertThat(cpu.gpr).isEqualTo(general);
        assertThat(cpu.rflags).isEqualTo(rflags);
        assertThat(Arrays.stream(cpu.segments).map(Object::toString)).containsExactly(segments);
        assertThat(cpu.tr.toString()).isEqualTo(tr);
        assertThat(cpu.cpl).isZero();
        assertThat(cpu.cr0).isEqualTo(Cr0.PE | Cr0.ET | Cr0.TS);
        assertThat(cpu.dr7).isEqualTo(0x6AA);
        assertThat(machine.memory().read64(GDT + OLD_TASK)).isEqualTo(0x0000_8B00_6000_0067L);
        assertThat(machine.memory().read64(GDT + NEW_TASK)).isEqualTo(0x0000_8900_7000_0067L);
    }

    @Property(tries = 100, seed = "1232")
    void SEGM_91_a_refused_switch_changes_nothing(@ForAll @Size(8) int[] registers, @ForAll long flags) {
        prepare(registers, flags);
        descriptor(NEW_TASK, 0x0000_8B00_7000_0067L); // busy
        machine.setStopAddresses(0);
        long rflags = cpu.rflags;
        byte[] tasks = machine.memory().dump(OLD, 0x2000);
        cpu.idtr.set(0, -1); // no gate: the processor shuts down
        machine.run(1);
        assertThat(cpu.tr.selector).isEqualTo(OLD_TASK);
        assertThat(cpu.rflags).isEqualTo(rflags);
        assertThat(cpu.dr7).isEqualTo(0x7FF);
        assertThat(machine.memory().dump(OLD, 0x2000)).isEqualTo(tasks);
    }
}
