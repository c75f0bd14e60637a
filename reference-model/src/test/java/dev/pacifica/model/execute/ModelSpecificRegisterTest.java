package dev.pacifica.model.execute;

import static dev.pacifica.model.LongModeFixture.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Hwcr;
import dev.pacifica.model.state.Msr;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;

class ModelSpecificRegisterTest {
    private static final String RDMSR = "0F32";
    private static final String WRMSR = "0F30";
    private static final String HLT = "F4";
    private static final int GP = 13;

    /** Registers that take any value of these bits. */
    private static final Map<Integer, Long> WRITABLE = Map.ofEntries(
            Map.entry(Msr.STAR, -1L),
            Map.entry(Msr.SFMASK, 0xFFFF_FFFFL),
            Map.entry(Msr.SYSENTER_CS, 0xFFFFL),
            Map.entry(Msr.SYSENTER_ESP, 0xFFFF_FFFFL),
            Map.entry(Msr.SYSENTER_EIP, 0xFFFF_FFFFL),
            Map.entry(Msr.LSTAR, 0x7FFF_FFFF_FFFFL),
            Map.entry(Msr.CSTAR, 0x7FFF_FFFF_FFFFL),
            Map.entry(Msr.FS_BASE, 0x7FFF_FFFF_FFFFL),
            Map.entry(Msr.GS_BASE, 0x7FFF_FFFF_FFFFL),
            Map.entry(Msr.KERNEL_GS_BASE, 0x7FFF_FFFF_FFFFL),
            Map.entry(Msr.TSC_AUX, 0xFFFF_FFFFL),
            Map.entry(Msr.PAT, 0x0101_0101_0101_0101L),
            Map.entry(Msr.HWCR, Hwcr.CPUID_USER_DIS | Hwcr.MON_MWAIT_USER_EN | Hwcr.IGNNE_EMULATION),
            Map.entry(Msr.VM_HSAVE_PA, 0xFFFF_FFFF_F000L),
            Map.entry(Msr.MTRR_PHYS_BASE_0 + 14, 0xFFFF_FFFF_F001L),
            Map.entry(Msr.MTRR_PHYS_BASE_0 + 15, 0xFFFF_FFFF_F800L),
            Map.entry(Msr.MTRR_FIX_64K, 0x0101_0101_0101_0101L),
            Map.entry(Msr.MTRR_FIX_16K + 1, 0x0404_0404_0404_0404L),
            Map.entry(Msr.MTRR_FIX_4K + 7, 0x0404_0404_0404_0404L),
            Map.entry(Msr.MTRR_DEF_TYPE, 0xC04L));

    private final LongModeFixture x = new LongModeFixture();

    private static void operands(Cpu cpu, int number, long value) {
        cpu.gpr[Cpu.RCX] = number & 0xFFFF_FFFFL;
        cpu.gpr[Cpu.RAX] = value & 0xFFFF_FFFFL;
        cpu.gpr[Cpu.RDX] = value >>> 32;
    }

    @Property(tries = 400)
    void SYS_20_what_WRMSR_writes_RDMSR_reads(@ForAll("writes") Tuple2<Integer, Long> write) {
        LongModeFixture machine = new LongModeFixture();
        operands(machine.cpu, write.get1(), write.get2());
        machine.run(WRMSR + "31C0" + "31D2" + RDMSR + HLT);
        assertThat(machine.cpu.halted)
                .as("MSR %X accepts %X", write.get1(), write.get2())
                .isTrue();
        assertThat(machine.cpu.gpr[Cpu.RDX] << 32 | machine.cpu.gpr[Cpu.RAX]).isEqualTo(write.get2());
    }

    @Provide
    Arbitrary<Tuple2<Integer, Long>> writes() {
        return Arbitraries.of(WRITABLE.keySet())
                .flatMap(number ->
                        Arbitraries.longs().map(value -> Tuple.of(number, value & WRITABLE.getOrDefault(number, 0L))));
    }

    private void refuses(int number, long value) {
        LongModeFixture machine = new LongModeFixture();
        operands(machine.cpu, number, value);
        assertThat(machine.vectorOf(WRMSR)).as("WRMSR %X of %X", number, value).isEqualTo(GP);
    }

    @Test
    void SYS_20_reserved_bits_and_types_of_the_MTRRs_are_a_GP() {
        int base = Msr.MTRR_PHYS_BASE_0;
        refuses(base, 2); // a type that does not exist
        refuses(base, 1 << 8);
        refuses(base, 1L << 48);
        refuses(base + 1, 1 << 10);
        refuses(base + 1, 1L << 63);
        refuses(Msr.MTRR_DEF_TYPE, 1 << 9);
        refuses(Msr.MTRR_DEF_TYPE, 3);
        refuses(Msr.MTRR_FIX_4K, 7L << 56);
        refuses(Msr.MTRR_CAP, 0x508);
        refuses(Msr.PATCH_LEVEL, 0);
        refuses(base + 16, 0); // a ninth range
        refuses(Msr.MTRR_FIX_4K + 8, 0);
    }

    @Test
    void VMCR_22_SmmLock_stays_set_and_what_HWCR_lacks_is_dropped() {
        operands(x.cpu, Msr.HWCR, -1L);
        x.run(WRMSR + HLT);
        assertThat(x.cpu.hwcr).isEqualTo(Hwcr.implemented(x.cpu.profile)).isEqualTo(0x8_0000_0501L);
        x.cpu.halted = false;
        x.cpu.rip = LongModeFixture.CODE;
        operands(x.cpu, Msr.HWCR, 0);
        x.run(WRMSR + HLT);
        assertThat(x.cpu.hwcr).isEqualTo(Hwcr.SMM_LOCK);
    }

    @Test
    void SYS_27_MonMwaitUserEn_lets_MONITOR_be_used_at_CPL_3() {
        x.cpu.gpr[Cpu.RAX] = DATA;
        x.user();
        assertThat(x.vectorOf("0F01C8")).isEqualTo(6);
        LongModeFixture allowed = new LongModeFixture();
        allowed.cpu.hwcr = Hwcr.MON_MWAIT_USER_EN;
        allowed.cpu.gpr[Cpu.RAX] = DATA;
        allowed.user();
        assertThat(allowed.vectorOf("0F01C8" + "0F0B")).isEqualTo(6); // the UD2 behind it
        assertThat(allowed.cpu.monitorArmed).isTrue();
    }

    @Test
    void SYS_25_XCR0_takes_x87_with_or_without_SSE_only() {
        x.cpu.cr4 |= Cr4.OSXSAVE;
        for (long value = 0; value < 16; value++) {
            LongModeFixture each = new LongModeFixture();
            each.cpu.cr4 |= Cr4.OSXSAVE;
            operands(each.cpu, 0, value);
            boolean legal = value == 1 || value == 3;
            each.run("0F01D1" + HLT);
            assertThat(each.cpu.halted).as("XCR0 = " + value).isEqualTo(legal);
            assertThat(each.cpu.xcr0).isEqualTo(legal ? value : 1);
        }
    }
}
