package dev.pacifica.model.execute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pacifica.model.LongModeFixture;
import dev.pacifica.model.machine.RunResult;
import dev.pacifica.model.machine.StopReason;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MediaStateTest {
    private static final int UD = 6;
    private static final int NM = 7;
    private static final int GP = 13;
    private static final int MF = 16;

    private final LongModeFixture fixture = new LongModeFixture();

    private static LongModeFixture enabled() {
        LongModeFixture fixture = new LongModeFixture();
        fixture.cpu.cr0 |= Cr0.NE;
        fixture.cpu.cr4 |= Cr4.OSFXSR | Cr4.OSXSAVE;
        fixture.cpu.gpr[Cpu.RBX] = LongModeFixture.DATA;
        return fixture;
    }

    private static int vector(long cr0, long cr4Clear, String hex) {
        LongModeFixture fixture = enabled();
        fixture.cpu.cr0 |= cr0;
        fixture.cpu.cr4 &= ~cr4Clear;
        return fixture.vectorOf(hex);
    }

    @Test
    void RST_13_and_RST_14_state_after_reset() {
        Cpu cpu = fixture.cpu;
        assertEquals(0x40, cpu.x87.control());
        assertEquals(0, cpu.x87.status());
        assertEquals(0x5555, cpu.x87.tags());
        assertEquals(0x1F80, cpu.sse.mxcsr);
        cpu.x87.set(3, -1, 5);
        cpu.sse.xmm[31] = cpu.sse.mxcsr = 1;
        cpu.reset();
        assertEquals(0x5555, cpu.x87.tags());
        assertEquals(0, cpu.x87.significand[3]);
        assertEquals(0, cpu.sse.xmm[31]);
        assertEquals(0x1F80, cpu.sse.mxcsr);
    }

    @Test
    void FPU_02_device_not_available_by_kind_of_instruction() {
        String[] x87 = {"DBE3", "D9E8", "D8C1", "0FAE03", "0FAE0B"};
        for (String instruction : x87) {
            assertEquals(NM, vector(Cr0.EM, 0, instruction), instruction);
            assertEquals(NM, vector(Cr0.TS, 0, instruction), instruction);
        }
        String[] media = {"0FEFC0", "0F77", "660FEFC0", "0F28C1", "0F58C1", "0FAE13"};
        for (String instruction : media) {
            assertEquals(UD, vector(Cr0.EM, 0, instruction), instruction);
            assertEquals(UD, vector(Cr0.EM | Cr0.TS, 0, instruction), instruction);
            assertEquals(NM, vector(Cr0.TS, 0, instruction), instruction);
        }
        assertEquals(UD, vector(Cr0.TS, Cr4.OSFXSR, "660FEFC0"));
        assertEquals(NM, vector(Cr0.TS, Cr4.OSFXSR, "0FEFC0"));
        assertEquals(UD, vector(Cr0.TS, Cr4.OSXSAVE, "0FAE23"));
        assertEquals(NM, vector(Cr0.TS, 0, "0FAE23"));
        assertEquals(NM, vector(Cr0.TS | Cr0.MP, 0, "9B"));
        assertEquals(UD, vector(Cr0.TS, 0, "9B 0F0B"));
        assertEquals(UD, vector(Cr0.MP | Cr0.EM, 0, "9B 0F0B"));
    }

    @Test
    void FPU_04_pending_exception_is_reported_by_the_next_waiting_instruction() {
        // FNINIT, FLD ST(0) of an empty register, FLDCW that unmasks it
        String pending = "DBE3 D9C0 66C703 7E03 D92B ";
        String[] waiting = {"9B", "D9E8", "D8C1", "0F77", "0FEFC0"};
        for (String instruction : waiting) {
            assertEquals(MF, vector(0, 0, pending + instruction), instruction);
        }
        String[] silent = {"DBE2 9B", "DBE3 9B", "D93B", "DFE0", "660FEFC0", "0FAE03"};
        for (String instruction : silent) {
            assertEquals(UD, vector(0, 0, pending + instruction + "0F0B"), instruction);
        }
    }

    @Test
    void FPU_18_aligned_operands_and_reserved_bits_of_mxcsr() {
        assertEquals(GP, vector(0, 0, "0F284301"));
        assertEquals(UD, vector(0, 0, "0F104301 0F0B"));
        assertEquals(GP, vector(0, 0, "0FAE4308"));
        assertEquals(GP, vector(0, 0, "0FAE6320")); // XSAVE at 32
        assertEquals(GP, vector(0, 0, "660FEF4308"));
        assertEquals(GP, vector(0, 0, "C70300000100 0FAE13"));
        assertEquals(UD, vector(0, 0, "C703FFFF0000 0FAE13 0F0B"));
    }

    @Test
    void what_is_not_modelled_stops_and_is_named() {
        RunResult result = enabled().run("0F58C1");
        assertEquals(StopReason.NOT_MODELLED, result.reason());
        assertTrue(result.toString().contains("addps"), result.toString());
        assertTrue(enabled().run("DBE3 D8C1").toString().contains("fadd"));
    }

    @Property(tries = 50)
    void FXSAVE_and_FXRSTOR_keep_everything(
            @ForAll @Size(32) long[] xmm,
            @ForAll @Size(8) long[] st,
            @ForAll @IntRange(max = 0xFF) int used,
            @ForAll @IntRange(max = 7) int top) {
        for (String[] pair : new String[][] {{"480FAE03", "480FAE0B"}, {"480FAE23", "480FAE2B"}}) {
            LongModeFixture fixture = enabled();
            Cpu cpu = fixture.cpu;
            cpu.xcr0 = 3;
            cpu.gpr[Cpu.RAX] = 3;
            System.arraycopy(xmm, 0, cpu.sse.xmm, 0, 32);
            cpu.x87.setControl(0x27F);
            cpu.x87.setTop(top);
            for (int n = 0; n < 8; n++) {
                cpu.x87.set(n, st[n], (int) st[7 - n]);
            }
            cpu.x87.used = used;
            cpu.sse.mxcsr = 0x3F80;
            int tags = cpu.x87.tags();
            fixture.run(pair[0] + "F4");
            cpu.halted = false;
            cpu.x87.initialise();
            for (int n = 0; n < 8; n++) {
                cpu.x87.set(n, 1, 2);
            }
            Arrays.fill(cpu.sse.xmm, 9);
            cpu.sse.mxcsr = 0;
            cpu.rip = LongModeFixture.CODE;
            fixture.run(pair[1] + "F4");
            assertArrayEquals(xmm, cpu.sse.xmm);
            assertArrayEquals(st, cpu.x87.significand);
            assertEquals((int) st[0] & 0xFFFF, cpu.x87.exponent[7]);
            assertEquals(tags, cpu.x87.tags());
            assertEquals(top, cpu.x87.top());
            assertEquals(0x27F | 0x40, cpu.x87.control());
            assertEquals(0x3F80, cpu.sse.mxcsr);
        }
    }

    @Property(tries = 100)
    void packed_integers_lane_by_lane(@ForAll long a, @ForAll long b, @ForAll long c, @ForAll long d) {
        check("FC", 8, a, b, c, d, (l, r) -> l + r);
        check("F9", 16, a, b, c, d, (l, r) -> l - r);
        check("FE", 32, a, b, c, d, (l, r) -> l + r);
        check("D4", 64, a, b, c, d, (l, r) -> l + r);
        check("66", 32, a, b, c, d, (l, r) -> l > r ? -1 : 0);
        check("74", 8, a, b, c, d, (l, r) -> l == r ? -1 : 0);
        check("E5", 16, a, b, c, d, (l, r) -> Math.floorDiv(l * r, 65536));
        check("E4", 16, a, b, c, d, (l, r) -> Math.floorMod(l, 65536L) * Math.floorMod(r, 65536L) / 65536);
        check("EC", 8, a, b, c, d, (l, r) -> l + r > 127 ? 127 : l + r < -128 ? -128 : l + r);
        check("D9", 16, a, b, c, d, (l, r) -> Math.max(0, Math.floorMod(l, 65536L) - Math.floorMod(r, 65536L)));
        check("E0", 8, a, b, c, d, (l, r) -> (Math.floorMod(l, 256L) + Math.floorMod(r, 256L) + 1) / 2);
        check("DA", 8, a, b, c, d, (l, r) -> Math.floorMod(l, 256L) < Math.floorMod(r, 256L) ? l : r);
        check("EE", 16, a, b, c, d, (l, r) -> l > r ? l : r);
        check("DF", 64, a, b, c, d, (l, r) -> (-1 - l) & r);
    }

    /** {@code operation} receives sign-extended lanes; what does not fit is cut off. */
    private static void check(String opcode, int bits, long a, long b, long c, long d, LongBinaryOperator operation) {
        LongModeFixture fixture = enabled();
        Cpu cpu = fixture.cpu;
        long[] values = {a, b, c, d};
        System.arraycopy(values, 0, cpu.sse.xmm, 2, 4); // XMM1, XMM2
        cpu.x87.setMmx(1, a);
        cpu.x87.setMmx(2, c);
        fixture.run("660F" + opcode + "CA 0F" + opcode + "CA F4");
        assertEquals(lanes(bits, a, c, operation), cpu.sse.xmm[2], opcode);
        assertEquals(lanes(bits, b, d, operation), cpu.sse.xmm[3], opcode);
        assertEquals(lanes(bits, a, c, operation), cpu.x87.mmx(1), opcode);
        assertEquals(0xFFFF, cpu.x87.exponent[1]);
    }

    private static long lanes(int bits, long a, long b, LongBinaryOperator operation) {
        long result = 0;
        for (int at = 64 - bits; at >= 0; at -= bits) {
            long lane = operation.applyAsLong(a << 64 - bits - at >> 64 - bits, b << 64 - bits - at >> 64 - bits);
            result |= (bits == 64 ? lane : lane & (1L << bits) - 1) << at;
        }
        return result;
    }
}
