package dev.pacifica.model.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Rflags;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** The matching of breakpoints against a definition that goes byte by byte. */
class BreakpointsTest {
    private static final long BASE = 0x1000;
    private static final int[] LENGTHS = {1, 2, 8, 4};

    private final Cpu cpu = new Cpu(CpuProfile.named("full"));
    private final Breakpoints breakpoints = new Breakpoints(cpu, Freedom.standard());

    BreakpointsTest() {
        cpu.efer = Efer.LMA;
    }

    @Provide
    static Arbitrary<Integer> near() {
        return Arbitraries.integers().between(0, 23);
    }

    @Provide
    static Arbitrary<Integer> sizes() {
        return Arbitraries.of(1, 2, 4, 8);
    }

    /** Four times enable bits, R/W and LEN. */
    @Provide
    static Arbitrary<Integer> controls() {
        return Arbitraries.integers().between(0, 0xFF_FFFF);
    }

    /** Bytes covered, one by one: all addresses whose quotient by the length is that of the address in DRn. */
    private static boolean sharesByte(long breakpoint, int length, long at, int size) {
        Set<Long> accessed = new HashSet<>();
        for (int i = 0; i < size; i++) {
            accessed.add(at + i);
        }
        return accessed.stream().anyMatch(one -> one / length == breakpoint / length);
    }

    private void setUp(long[] addresses, int controls) {
        cpu.pendingDebug = 0;
        cpu.dr6 = Cpu.DR6_FIXED;
        long dr7 = Cpu.DR7_FIXED;
        for (int n = 0; n < 4; n++) {
            int control = controls >>> 6 * n & 0x3F;
            cpu.dr[n] = addresses[n];
            dr7 |= (long) (control & 3) << 2 * n | (long) (control >>> 2) << 16 + 4 * n;
        }
        cpu.dr7 = dr7;
        cpu.updateMode();
    }

    /** What B0 to B3 are to be; {@code kinds} are the values of R/W that the access matches. */
    private static long expected(long[] addresses, int controls, long at, int size, Set<Integer> kinds) {
        long bits = 0;
        for (int n = 0; n < 4; n++) {
            int control = controls >>> 6 * n & 0x3F;
            boolean isEnabled = (control & 3) != 0;
            boolean isKind = kinds.contains(control >>> 2 & 3);
            if (isEnabled && isKind && sharesByte(addresses[n], LENGTHS[control >>> 4], at, size)) {
                bits |= 1L << n;
            }
        }
        return bits;
    }

    @Property
    void DBG_06_a_data_breakpoint_matches_if_a_byte_is_shared(
            @ForAll("near") int dr0,
            @ForAll("near") int dr1,
            @ForAll("near") int dr2,
            @ForAll("near") int dr3,
            @ForAll("controls") int controls,
            @ForAll("near") int offset,
            @ForAll("sizes") int size,
            @ForAll boolean isWrite) {
        long[] addresses = {BASE + dr0, BASE + dr1, BASE + dr2, BASE + dr3};
        setUp(addresses, controls);
        Set<Integer> kinds = isWrite ? Set.of(1, 3) : Set.of(3);
        long expected = expected(addresses, controls, BASE + offset, size, kinds);
        if (cpu.watchesData()) {
            breakpoints.data(BASE + offset, size, isWrite);
        }
        assertThat(cpu.pendingDebug).isEqualTo(expected);
        Statistics.label("matches").collect(Long.bitCount(expected)).coverage(coverage -> {
            coverage.check(0).percentage(percentage -> percentage > 20);
            coverage.check(1).percentage(percentage -> percentage > 5);
            coverage.check(2).count(count -> count > 0);
        });
    }

    @Property
    void DBG_07_an_IO_breakpoint_matches_if_a_port_is_shared(
            @ForAll("near") int dr0, @ForAll("controls") int controls, @ForAll("near") int offset, @ForAll boolean de) {
        long[] addresses = {BASE + dr0, BASE, BASE + 8, BASE + 16};
        setUp(addresses, controls);
        cpu.cr4 = de ? Cr4.DE : 0;
        breakpoints.port((int) BASE + offset, 2);
        assertThat(cpu.pendingDebug).isEqualTo(de ? expected(addresses, controls, BASE + offset, 2, Set.of(2)) : 0);
    }

    @Property
    void DBG_05_an_instruction_breakpoint_matches_the_first_byte(
            @ForAll("near") int dr0, @ForAll("near") int dr3, @ForAll("near") int offset, @ForAll boolean resumes) {
        long[] addresses = {BASE + dr0, 0, 0, BASE + dr3};
        int controls = 1 | 2 << 18; // R/W 00, LEN 00; L0 and G3
        setUp(addresses, controls);
        cpu.setRflags(resumes ? Rflags.RF : 0);
        long expected = resumes ? 0 : (dr0 == offset ? 1 : 0) | (dr3 == offset ? 8 : 0);
        assertThat(cpu.watchesCode()).isTrue();
        assertThat(breakpoints.stopsAt(BASE + offset)).isEqualTo(expected != 0);
        assertThat(cpu.dr6 & 0xF).isEqualTo(expected);
    }

    @Test
    void DBG_03_nothing_is_watched_unless_DR7_enables_it() {
        for (int kind = 0; kind < 4; kind++) {
            cpu.dr7 = 0x400 | (long) kind << 16;
            cpu.updateMode();
            assertThat(cpu.watchesCode() || cpu.watchesData()).isFalse();
            cpu.dr7 |= 2;
            cpu.updateMode();
            assertThat(cpu.watchesCode()).isEqualTo(kind == 0);
            assertThat(cpu.watchesData()).isEqualTo(kind == 1 || kind == 3);
        }
    }

    @Test
    void DBG_14_without_GIF_a_match_is_lost() {
        setUp(new long[] {BASE, BASE, BASE, BASE}, 1 | 3 << 2 | (1 << 6));
        cpu.gif = false;
        breakpoints.data(BASE, 1, true);
        assertThat(breakpoints.stopsAt(BASE)).isFalse();
        assertThat(cpu.pendingDebug).isZero();
        cpu.gif = true;
        breakpoints.data(BASE, 1, true);
        assertThat(cpu.pendingDebug).isEqualTo(1);
        assertThat(breakpoints.stopsAt(BASE)).isTrue();
    }

    @Test
    void DBG_10_B_bits_are_rewritten_but_BD_BS_and_BT_stay() {
        cpu.dr6 = Cpu.DR6_FIXED | 0xE00D;
        DebugStatus.report(cpu, Freedom.standard(), 2);
        assertThat(cpu.dr6).isEqualTo(Cpu.DR6_FIXED | 0xE002);
        DebugStatus.report(cpu, Freedom.standard(), DebugStatus.BS);
        assertThat(cpu.dr6).isEqualTo(Cpu.DR6_FIXED | 0xE000);
    }

    @Test
    void DBG_03_eight_bytes_wrap_nowhere() {
        setUp(new long[] {-8, 0, 0, 0}, 1 | 3 << 2 | 2 << 4);
        breakpoints.data(-1, 1, false);
        assertThat(cpu.pendingDebug).isEqualTo(1);
        cpu.pendingDebug = 0;
        breakpoints.data(0, 8, false);
        assertThat(cpu.pendingDebug).isZero();
        breakpoints.data(-9, 2, false);
        assertThat(cpu.pendingDebug).isEqualTo(1);
    }
}
