package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.SseState;
import dev.pacifica.model.state.X87State;
import dev.pacifica.model.state.Xcr0;
import java.util.Arrays;

/** FXSAVE, FXRSTOR, XSAVE, XRSTOR, LDMXCSR and STMXCSR (APM2 11.4, 11.5). */
public final class StateSaves {
    private static final int FX_SIZE = 512;
    private static final int HEADER = 512;
    private static final int X_SIZE = 576;
    private static final int MXCSR = 24;
    private static final int ST = 32;
    private static final int XMM = 160;

    private StateSaves() {}

    public static void ldmxcsr(Instruction i, Execution x) {
        MediaState.requireSse(x);
        x.cpu.sse.mxcsr = requireMxcsr(x, (int) x.read(i, i.first(), 4));
    }

    public static void stmxcsr(Instruction i, Execution x) {
        MediaState.requireSse(x);
        x.write(i, x.cpu.sse.mxcsr & 0xFFFF_FFFFL);
    }

    public static void fxsave(Instruction i, Execution x) {
        MediaState.requireX87(x);
        MediaState.requireAligned(FPU_14, i, x, 16);
        MediaState.check(i, x, FX_SIZE, true);
        saveX87(i, x);
        if ((x.cpu.cr4 & Cr4.OSFXSR) != 0) {
            saveSse(i, x);
        }
    }

    public static void fxrstor(Instruction i, Execution x) {
        MediaState.requireX87(x);
        MediaState.requireAligned(FPU_14, i, x, 16);
        MediaState.check(i, x, FX_SIZE, false);
        if ((x.cpu.cr4 & Cr4.OSFXSR) != 0) {
            int mxcsr = requireMxcsr(x, (int) MediaState.read(i, x, MXCSR, 4));
            restoreSse(i, x);
            x.cpu.sse.mxcsr = mxcsr;
        }
        restoreX87(i, x);
    }

    /** Components that are asked for and enabled; each is marked as present. */
    public static void xsave(Instruction i, Execution x) {
        long components = components(x);
        MediaState.requireAligned(FPU_23, i, x, 64);
        MediaState.check(i, x, X_SIZE, true);
        if ((components & Xcr0.X87) != 0) {
            saveX87(i, x);
        }
        if ((components & Xcr0.SSE) != 0) {
            saveSse(i, x);
        }
        MediaState.write(i, x, HEADER, 8, MediaState.read(i, x, HEADER, 8) | components);
    }

    /** What is asked for and not present takes its initial state. */
    public static void xrstor(Instruction i, Execution x) {
        long components = components(x);
        MediaState.requireAligned(FPU_24, i, x, 64);
        MediaState.check(i, x, X_SIZE, false);
        long present = MediaState.read(i, x, HEADER, 8);
        long reserved = MediaState.read(i, x, HEADER + 8, 8) | MediaState.read(i, x, HEADER + 16, 8);
        if (x.freedom.decide(FPU_24, (present & ~x.cpu.xcr0) != 0 || reserved != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        if ((components & Xcr0.SSE) != 0) {
            x.cpu.sse.mxcsr = requireMxcsr(x, (int) MediaState.read(i, x, MXCSR, 4));
            if ((present & Xcr0.SSE) != 0) {
                restoreSse(i, x);
            } else {
                Arrays.fill(x.cpu.sse.xmm, 0, 2 * registers(x), 0);
            }
        }
        if ((components & Xcr0.X87) != 0) {
            if ((present & Xcr0.X87) != 0) {
                restoreX87(i, x);
            } else {
                x.cpu.x87.initialise();
                Arrays.fill(x.cpu.x87.significand, 0);
                Arrays.fill(x.cpu.x87.exponent, 0);
            }
        }
    }

    private static long components(Execution x) {
        if (x.freedom.decide(FPU_23, (x.cpu.cr4 & Cr4.OSXSAVE) == 0)) {
            throw x.fault(ExceptionVector.UD);
        }
        if (x.freedom.decide(FPU_02, (x.cpu.cr0 & Cr0.TS) != 0)) {
            throw x.fault(ExceptionVector.NM);
        }
        long asked = x.cpu.gpr[Cpu.RDX] << 32 | x.cpu.gpr[Cpu.RAX] & 0xFFFF_FFFFL;
        return asked & x.cpu.xcr0;
    }

    private static int requireMxcsr(Execution x, int value) {
        if (x.freedom.decide(FPU_17, (value & ~SseState.MXCSR_MASK) != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        return value;
    }

    /** XMM8 to XMM15 exist in 64-bit mode only. */
    private static int registers(Execution x) {
        return x.cpu.is64Bit() ? 16 : 8;
    }

    private static boolean isWide(Instruction i) {
        return i.mnemonic().endsWith("64");
    }

    /** The pointers only while an exception is pending (FPU-15). */
    private static void saveX87(Instruction i, Execution x) {
        X87State s = x.cpu.x87;
        MediaState.write(i, x, 0, 2, s.control());
        MediaState.write(i, x, 2, 2, s.status());
        MediaState.write(i, x, 4, 2, s.used);
        if (x.freedom.decide(FPU_15, s.isPending())) {
            MediaState.write(i, x, 6, 2, X87Environment.opcode(x));
            savePointer(i, x, 8, s.instruction, s.instructionSelector);
            savePointer(i, x, 16, s.operand, s.operandSelector);
        }
        for (int n = 0; n < 8; n++) {
            int physical = s.physical(n);
            MediaState.write(i, x, ST + 16 * n, 8, s.significand[physical]);
            MediaState.write(i, x, ST + 16 * n + 8, 8, s.exponent[physical]);
        }
    }

    private static void savePointer(Instruction i, Execution x, int at, long offset, int selector) {
        if (isWide(i)) {
            MediaState.write(i, x, at, 8, offset);
        } else {
            MediaState.write(i, x, at, 8, offset & 0xFFFF_FFFFL | (long) selector << 32);
        }
    }

    private static void restoreX87(Instruction i, Execution x) {
        X87State s = x.cpu.x87;
        s.setControl((int) MediaState.read(i, x, 0, 2));
        s.setStatus((int) MediaState.read(i, x, 2, 2));
        for (int n = 0; n < 8; n++) {
            long low = MediaState.read(i, x, ST + 16 * n, 8);
            s.set(s.physical(n), low, (int) MediaState.read(i, x, ST + 16 * n + 8, 2));
        }
        s.used = (int) MediaState.read(i, x, 4, 1);
        if (s.isPending()) {
            s.opcode = (int) MediaState.read(i, x, 6, 2) & 0x7FF;
            long instruction = MediaState.read(i, x, 8, 8);
            long operand = MediaState.read(i, x, 16, 8);
            s.instruction = isWide(i) ? instruction : instruction & 0xFFFF_FFFFL;
            s.operand = isWide(i) ? operand : operand & 0xFFFF_FFFFL;
            s.instructionSelector = isWide(i) ? 0 : (int) (instruction >>> 32) & 0xFFFF;
            s.operandSelector = isWide(i) ? 0 : (int) (operand >>> 32) & 0xFFFF;
        }
    }

    private static void saveSse(Instruction i, Execution x) {
        MediaState.write(i, x, MXCSR, 4, x.cpu.sse.mxcsr);
        MediaState.write(i, x, MXCSR + 4, 4, SseState.MXCSR_MASK);
        for (int n = 0; n < 2 * registers(x); n++) {
            MediaState.write(i, x, XMM + 8 * n, 8, x.cpu.sse.xmm[n]);
        }
    }

    private static void restoreSse(Instruction i, Execution x) {
        for (int n = 0; n < 2 * registers(x); n++) {
            x.cpu.sse.xmm[n] = MediaState.read(i, x, XMM + 8 * n, 8);
        }
    }
}
