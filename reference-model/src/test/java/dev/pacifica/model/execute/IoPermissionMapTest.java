package dev.pacifica.model.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.machine.Machine;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The I/O permission map of the TSS against the rule in ten lines. */
class IoPermissionMapTest {
    private static final int TSS = 0x1000;
    private static final int CODE = 0x8000;
    private static final int GP_HANDLER = 0x9000;
    private static final int GDT = 0xA000;
    private static final int IDT = 0xB000;

    /**
     * An access and the TSS that decides on it.
     *
     * @param bit the only port whose bit is set
     */
    record Access(int port, int size, int base, int limit, int bit, int cpl, int iopl) {
        boolean isPermitted() {
            if (cpl <= iopl) {
                return true;
            }
            if (limit < 0x67 || base + port / 8 + 1 > limit) {
                return false;
            }
            return bit < port || bit >= port + size;
        }
    }

    @Provide
    Arbitrary<Access> accesses() {
        Arbitrary<Integer> ports = Arbitraries.of(0, 1, 7, 8, 0x3F8, 0x3FF, 0x2000, 0x7FFC);
        Arbitrary<Integer> distances = Arbitraries.integers().between(-2, 5);
        Arbitrary<Integer> beyond = Arbitraries.integers().between(-1, 2);
        return Combinators.combine(
                        ports,
                        Arbitraries.of(1, 2, 4),
                        Arbitraries.of(0x68, 0x88, 0x1FF),
                        beyond,
                        distances,
                        Arbitraries.of(0, 3),
                        Arbitraries.integers().between(0, 3))
                .as((port, size, base, more, distance, cpl, iopl) ->
                        new Access(port, size, base, base + port / 8 + more, Math.max(port + distance, 0), cpl, iopl));
    }

    @Property(tries = 2000, seed = "1224")
    void SEGM_98_an_access_is_permitted_exactly_if_all_of_its_bits_are_inside_the_TSS_and_clear(
            @ForAll("accesses") Access access) {
        Machine machine = Machine.create(CpuProfile.named("full"), 1 << 20);
        prepare(machine, access);
        RunResult result = machine.run(1);
        assertThat(result.reason()).as(result.toString()).isNotEqualTo(StopReason.NOT_MODELLED);
        boolean permitted = machine.cpu().rip != GP_HANDLER;
        assertThat(permitted).as("%s", access).isEqualTo(access.isPermitted());
        Statistics.collect(permitted);
        Statistics.coverage(all -> {
            all.check(true).count(times -> times > 200);
            all.check(false).count(times -> times > 200);
        });
    }

    private static void prepare(Machine machine, Access access) {
        Cpu cpu = machine.cpu();
        cpu.cr0 = Cr0.PE | Cr0.ET;
        machine.memory().write64(GDT + 8, 0x00CF_9B00_0000_FFFFL);
        machine.memory().write64(GDT + 16, 0x00CF_9300_0000_FFFFL);
        machine.memory().write64(IDT + 13 * 8, GP_HANDLER | 8L << 16 | 0x8EL << 40);
        cpu.gdtr.set(GDT, 23);
        cpu.idtr.set(IDT, 0x7FF);
        int dpl = access.cpl() << 5;
        cpu.cs.set(access.cpl(), 0xC9B | dpl, -1, 0);
        for (int segment : new int[] {Cpu.ES, Cpu.SS, Cpu.DS}) {
            cpu.segments[segment].set(access.cpl(), 0xC93 | dpl, -1, 0);
        }
        cpu.cpl = access.cpl();
        cpu.setRflags((long) access.iopl() << 12);
        cpu.tr.set(0x30, 0x08B, access.limit(), TSS);
        machine.memory().write32(TSS + 4, 0x7000);
        machine.memory().write16(TSS + 8, 16);
        machine.memory().write16(TSS + 0x66, access.base());
        int at = TSS + access.base() + access.bit() / 8;
        machine.memory().write8(at, machine.memory().read8(at) | 1 << access.bit() % 8);
        byte[] in = access.size() == 1
                ? new byte[] {(byte) 0xEC}
                : access.size() == 2 ? new byte[] {0x66, (byte) 0xED} : new byte[] {(byte) 0xED};
        machine.memory().load(CODE, in);
        cpu.gpr[Cpu.RDX] = access.port();
        cpu.gpr[Cpu.RSP] = 0x7800;
        cpu.rip = CODE;
        cpu.updateMode();
    }
}
