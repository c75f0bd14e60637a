package dev.pacifica.model.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Rflags;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MediaCompareTest {
    private static final int UD = 6;
    private static final int GP = 13;
    private static final int XF = 19;
    private static final String END = "0F0B";
    private static final String UCOMISS = "0F2EC1";
    private static final String COMISS = "0F2FC1";
    private static final String UCOMISD = "660F2EC1";
    private static final String COMISD = "660F2FC1";
    private static final int ALL_MASKED = 0x1F80;
    private static final int DAZ = 0x40;
    private static final int IE = 1;
    private static final int DE = 2;
    private static final long SINGLE_QUIET = 0x7FC0_0000L;
    private static final long SINGLE_SIGNALING = 0x7F80_0001L;

    private static LongModeFixture fixture(int mxcsr, long a, long b) {
        LongModeFixture fixture = new LongModeFixture();
        fixture.cpu.cr4 |= Cr4.OSFXSR | Cr4.OSXMMEXCPT;
        fixture.cpu.sse.mxcsr = mxcsr;
        fixture.cpu.sse.xmm[0] = a;
        fixture.cpu.sse.xmm[2] = b;
        fixture.cpu.rflags |= Rflags.ARITHMETIC;
        return fixture;
    }

    private static long flags(LongModeFixture fixture) {
        return fixture.cpu.rflags & Rflags.ARITHMETIC;
    }

    private static long expected(double a, double b) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Rflags.ZF | Rflags.PF | Rflags.CF;
        }
        return a > b ? 0 : a < b ? Rflags.CF : Rflags.ZF;
    }

    @Provide
    static Arbitrary<Long> doubles() {
        return around(Long.MIN_VALUE, 0x10_0000_0000_0000L, 0x3FF0_0000_0000_0000L, 0x7FF0_0000_0000_0000L);
    }

    @Provide
    static Arbitrary<Long> singles() {
        return around(0x8000_0000L, 0x80_0000L, 0x3F80_0000L, 0x7F80_0000L).map(bits -> bits & 0xFFFF_FFFFL);
    }

    /** Anything, but mostly neighbours of zero and of other boundaries, of both signs. */
    private static Arbitrary<Long> around(long sign, Long... boundaries) {
        Arbitrary<Long> near = Arbitraries.oneOf(Arbitraries.of(boundaries), Arbitraries.just(0L))
                .flatMap(boundary -> Arbitraries.longs().between(-2, 2).map(distance -> Math.abs(boundary + distance)));
        return Arbitraries.oneOf(near, near.map(bits -> bits | sign), Arbitraries.longs());
    }

    @Property(tries = 400)
    void FPU_27_doubles_compare_as_those_of_Java(@ForAll("doubles") long a, @ForAll("doubles") long b) {
        for (String instruction : List.of(UCOMISD, COMISD)) {
            LongModeFixture fixture = fixture(ALL_MASKED, a, b);
            assertEquals(UD, fixture.vectorOf(instruction + END));
            assertEquals(expected(Double.longBitsToDouble(a), Double.longBitsToDouble(b)), flags(fixture));
        }
    }

    @Property(tries = 400)
    void FPU_27_singles_compare_as_those_of_Java(@ForAll("singles") long a, @ForAll("singles") long b) {
        for (String instruction : List.of(UCOMISS, COMISS)) {
            LongModeFixture fixture = fixture(ALL_MASKED, a | 0x7FF4L << 48, b | 0x7FF4L << 48);
            assertEquals(UD, fixture.vectorOf(instruction + END));
            assertEquals(expected(Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b)), flags(fixture));
        }
    }

    private static int mxcsr(String instruction, int before, long a, long b) {
        LongModeFixture fixture = fixture(before, a, b);
        assertEquals(UD, fixture.vectorOf(instruction + END));
        return fixture.cpu.sse.mxcsr;
    }

    @Test
    void FPU_28_flags_of_MXCSR() {
        assertEquals(ALL_MASKED | IE, mxcsr(UCOMISS, ALL_MASKED, SINGLE_SIGNALING, 1));
        assertEquals(ALL_MASKED | IE, mxcsr(UCOMISS, ALL_MASKED, 0, SINGLE_SIGNALING));
        assertEquals(ALL_MASKED, mxcsr(UCOMISS, ALL_MASKED, SINGLE_QUIET, 1));
        assertEquals(ALL_MASKED | IE, mxcsr(COMISS, ALL_MASKED, 1, SINGLE_QUIET));
        assertEquals(ALL_MASKED | DE, mxcsr(COMISS, ALL_MASKED, 0, 0x8000_0001L));
        assertEquals(ALL_MASKED | DAZ, mxcsr(COMISS, ALL_MASKED | DAZ, 0, 0x8000_0001L));
        assertEquals(ALL_MASKED | 0x3C | DE, mxcsr(COMISD, ALL_MASKED | 0x3C, 0xF_FFFF_FFFF_FFFFL, 0));
        assertEquals(ALL_MASKED, mxcsr(COMISD, ALL_MASKED, 0x10_0000_0000_0000L, Long.MIN_VALUE));
    }

    @Test
    void FPU_28_denormals_are_zeros_of_their_sign() {
        LongModeFixture fixture = fixture(ALL_MASKED | DAZ, 0x8000_0001L, 1);
        fixture.vectorOf(UCOMISS + END);
        assertEquals(Rflags.ZF, flags(fixture));
    }

    @Test
    void FPU_29_unmasked_exceptions() {
        LongModeFixture fixture = fixture(ALL_MASKED & ~0x80, SINGLE_SIGNALING, 0);
        assertEquals(XF, fixture.vectorOf(UCOMISS + END));
        assertEquals(ALL_MASKED & ~0x80 | IE, fixture.cpu.sse.mxcsr);
        assertEquals(Rflags.ARITHMETIC, flags(fixture));
        LongModeFixture disabled = fixture(ALL_MASKED & ~0x100, 1, 0);
        disabled.cpu.cr4 &= ~Cr4.OSXMMEXCPT;
        assertEquals(UD, disabled.vectorOf(COMISS + "CC"));
        assertEquals(ALL_MASKED & ~0x100 | DE, disabled.cpu.sse.mxcsr);
        assertEquals(UD, fixture(0x3F, 0, 0).vectorOf(COMISD + END));
        assertEquals(UD, fixture(0x80, SINGLE_QUIET, 1).vectorOf(COMISS + END));
    }

    @Test
    void FPU_27_memory_operands_have_the_size_of_the_format() {
        LongModeFixture fixture = fixture(ALL_MASKED, 0, 0);
        fixture.cpu.gpr[Cpu.RBX] = 0x40_0000 - 4; // memory ends behind it
        assertEquals(UD, fixture.vectorOf("0F2E03" + END));
        fixture.cpu.gpr[Cpu.RBX] = 0x8000_0000_0000L - 7;
        fixture.cpu.rip = LongModeFixture.CODE;
        assertEquals(GP, fixture.vectorOf("660F2F03" + END));
    }
}
