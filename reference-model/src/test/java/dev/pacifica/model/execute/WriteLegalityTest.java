package dev.pacifica.model.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.decode.Decoder;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.memory.PortSpace;
import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Fault;
import dev.pacifica.model.state.Msr;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * What CR0, CR3, CR4 and EFER refuse, against the rules written down once more in plain numbers; and that a refused write
 * changes nothing.
 */
class WriteLegalityTest {
    private static final long PE = 1;
    private static final long NW = 1 << 29;
    private static final long CD = 1 << 30;
    private static final long PG = 1L << 31;
    private static final long PAE = 1 << 5;
    private static final long PCIDE = 1 << 17;
    private static final long LME = 1 << 8;
    private static final long LMA = 1 << 10;

    /** Where a write starts: a state that a processor can be in. */
    record State(long cr0, long cr3, long cr4, long efer, boolean csLong) {
        boolean isPaging() {
            return (cr0 & PG) != 0;
        }

        boolean isActive() {
            return (efer & LMA) != 0;
        }

        boolean is64Bit() {
            return isActive() && csLong;
        }
    }

    private static Cpu processor(State state) {
        Cpu cpu = new Cpu(CpuProfile.named("full"));
        cpu.cr0 = state.cr0;
        cpu.cr3 = state.cr3;
        cpu.cr4 = state.cr4;
        cpu.efer = state.efer;
        cpu.cs.attributes = state.csLong ? 0x29B : 0xC9B;
        cpu.updateMode();
        return cpu;
    }

    /** Executes one instruction with this value in RAX; false if it raises #GP(0). */
    private static boolean accepts(Cpu cpu, String hex, long value) {
        Execution execution = new Execution(cpu, new PhysicalMemory(1 << 20), new PortSpace(), Freedom.standard());
        byte[] bytes = HexFormat.of().parseHex(hex);
        int[] at = {0};
        Instruction instruction =
                new Decoder(cpu.profile).decode(() -> at[0] < bytes.length ? bytes[at[0]++] & 0xFF : 0, cpu.codeSize());
        cpu.gpr[Cpu.RAX] = value;
        try {
            if (bytes[1] == 0x22) {
                ControlRegisters.movTo(instruction, execution);
            } else {
                ModelSpecificRegisters.wrmsr(instruction, execution);
            }
            return true;
        } catch (Fault fault) {
            assertThat(fault.exception()).isEqualTo(ExceptionVector.GP);
            assertThat(fault.errorCode()).isZero();
            return false;
        }
    }

    private static long operand(State state, long value) {
        return state.is64Bit() ? value : value & 0xFFFF_FFFFL; // CR-03
    }

    @Property(tries = 5000, seed = "4301", edgeCases = EdgeCasesMode.NONE)
    void CR_10_MOV_to_CR0_refuses_exactly_the_illegal_values(
            @ForAll("states") State state, @ForAll("flips") List<Integer> flips) {
        long raw = flipped(state.cr0, flips);
        long value = operand(state, raw);
        boolean on = (value & PG) != 0;
        boolean illegal = value >>> 32 != 0
                || on && (value & PE) == 0
                || (value & NW) != 0 && (value & CD) == 0
                || on && !state.isPaging() && (state.efer & LME) != 0 && ((state.cr4 & PAE) == 0 || state.csLong)
                || !on && state.isPaging() && state.is64Bit()
                || !on && state.isPaging() && (state.cr4 & PCIDE) != 0;
        Cpu cpu = processor(state);
        assertThat(accepts(cpu, "0F22C0", raw)).isEqualTo(!illegal);
        long defined = 0xE005_003FL;
        assertThat(cpu.cr0).isEqualTo(illegal ? state.cr0 : value & defined | 0x10);
        boolean active = illegal ? state.isActive() : on && (state.efer & LME) != 0;
        assertThat((cpu.efer & LMA) != 0).as("CR-12").isEqualTo(active);
        collect(illegal);
    }

    @Property(tries = 5000, seed = "4321", edgeCases = EdgeCasesMode.NONE)
    void CR_21_CR_22_MOV_to_CR3_refuses_exactly_the_illegal_values(
            @ForAll("states") State state, @ForAll("highFlips") List<Integer> flips) {
        long raw = flipped(state.cr3, flips);
        long value = operand(state, raw);
        long high = state.isActive() ? value >>> 48 : 0;
        boolean illegal = (state.cr4 & PCIDE) != 0 ? (high & 0x7FFF) != 0 : high != 0;
        Cpu cpu = processor(state);
        assertThat(accepts(cpu, "0F22D8", raw)).isEqualTo(!illegal);
        assertThat(cpu.cr3).isEqualTo(illegal ? state.cr3 : value & Long.MAX_VALUE);
        collect(illegal);
    }

    @Property(tries = 5000, seed = "4330", edgeCases = EdgeCasesMode.NONE)
    void CR_30_CR_36_MOV_to_CR4_refuses_exactly_the_illegal_values(
            @ForAll("states") State state, @ForAll("flips") List<Integer> flips) {
        long raw = flipped(state.cr4, flips);
        long value = operand(state, raw);
        // VME PVI TSD DE PSE PAE PGE PCE OSFXSR OSXMMEXCPT UMIP FSGSBASE PCIDE OSXSAVE SMEP SMAP: what the profile has
        long exists = 0b0011_0111_0000_1111_1011_1111L;
        boolean illegal = (value & ~exists) != 0
                || state.isActive() && (value & PAE) == 0
                || (value & ~state.cr4 & PCIDE) != 0 && (!state.isActive() || (state.cr3 & 0xFFF) != 0);
        Cpu cpu = processor(state);
        assertThat(accepts(cpu, "0F22E0", raw)).isEqualTo(!illegal);
        assertThat(cpu.cr4).isEqualTo(illegal ? state.cr4 : value);
        collect(illegal);
    }

    @Property(tries = 5000, seed = "4350", edgeCases = EdgeCasesMode.NONE)
    void CR_50_WRMSR_EFER_refuses_exactly_the_illegal_values(
            @ForAll("states") State state, @ForAll("flips") List<Integer> flips) {
        long value = flipped(state.efer, flips);
        long exists = 0x1D01; // SCE LME LMA NXE SVME
        boolean illegal = (value & ~(exists | 0xFE)) != 0
                || ((value ^ state.efer) & LMA) != 0
                || state.isPaging() && ((value ^ state.efer) & LME) != 0;
        Cpu cpu = processor(state);
        cpu.gpr[Cpu.RCX] = Msr.EFER & 0xFFFF_FFFFL;
        cpu.gpr[Cpu.RDX] = value >>> 32;
        assertThat(accepts(cpu, "0F30", value)).isEqualTo(!illegal);
        assertThat(cpu.efer).isEqualTo(illegal ? state.efer : value & exists);
        collect(illegal);
    }

    private static long flipped(long value, List<Integer> bits) {
        long result = value;
        for (int bit : bits) {
            result ^= 1L << bit;
        }
        return result;
    }

    private static void collect(boolean illegal) {
        Statistics.label("standing").collect(illegal ? "illegal" : "legal");
        Statistics.label("standing").coverage(standing -> {
            standing.check("illegal").percentage(share -> share > 5);
            standing.check("legal").percentage(share -> share > 5);
        });
    }

    @Provide
    Arbitrary<List<Integer>> flips() {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 63);
        Arbitrary<Integer> telling = Arbitraries.of(0, 2, 5, 8, 10, 11, 16, 17, 29, 30, 31, 47, 48, 62, 63);
        return Arbitraries.oneOf(any, telling, telling).list().ofMinSize(0).ofMaxSize(3);
    }

    /** About the physical address width and bit 63. */
    @Provide
    Arbitrary<List<Integer>> highFlips() {
        return Arbitraries.of(3, 12, 31, 32, 46, 47, 48, 51, 52, 62, 63)
                .list()
                .ofMinSize(0)
                .ofMaxSize(2);
    }

    /** Real, protected, paged, compatibility and 64-bit mode, with and without LME, PAE and PCIDE where they may be. */
    @Provide
    Arbitrary<State> states() {
        Arbitrary<Integer> mode = Arbitraries.integers().between(0, 4);
        Arbitrary<Boolean> any = Arbitraries.of(true, false);
        return Combinators.combine(mode, any, any, any, any).as((number, lme, pae, csLong, tagged) -> {
            boolean active = number >= 3;
            long cr0 = number == 0 ? 0x10 : number == 1 ? 0x11 : 0x8000_0011L;
            long cr4 = (pae || active ? PAE : 0) | (tagged && active ? PCIDE : 0);
            long efer = 0x1000 | (active ? LME | LMA : lme && number < 2 ? LME : 0);
            long cr3 = tagged ? 0x1000 : 0x1005;
            return new State(cr0, cr3, cr4, efer, active ? number == 4 : csLong && number > 0);
        });
    }
}
