package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.SseState;

/** UCOMISS, UCOMISD, COMISS and COMISD (APM4), the only floating-point arithmetic that there is: a comparison rounds nothing. */
public final class MediaCompares {
    private static final long UNORDERED = Rflags.ZF | Rflags.PF | Rflags.CF;

    private final int size;
    private final long sign;
    private final long infinity;
    private final long quiet;
    private final boolean refusesQuiet;

    private MediaCompares(int size, int fraction, boolean refusesQuiet) {
        this.size = size;
        this.sign = 1L << 8 * size - 1;
        this.infinity = sign - (1L << fraction);
        this.quiet = 1L << fraction - 1;
        this.refusesQuiet = refusesQuiet;
    }

    /** UCOMISS, or COMISS, to which a quiet NaN is an invalid operand too. */
    public static Semantics single(boolean refusesQuiet) {
        return new MediaCompares(4, 23, refusesQuiet)::compare;
    }

    /** UCOMISD, or COMISD. */
    public static Semantics doubles(boolean refusesQuiet) {
        return new MediaCompares(8, 52, refusesQuiet)::compare;
    }

    private void compare(Instruction i, Execution x) {
        MediaState.requireSse(x);
        long[] xmm = x.cpu.sse.xmm;
        long second = Instruction.isMemory(i.second()) ? MediaState.read(i, x, 0, size) : xmm[2 * i.second()];
        long a = operand(x, xmm[2 * i.first()]);
        long b = operand(x, second);
        raise(x, exceptions(a, b));
        long difference = Long.compare(value(a), value(b));
        long ordered = difference == 0 ? Rflags.ZF : difference < 0 ? Rflags.CF : 0;
        x.setArithmetic(x.freedom.decide(FPU_27, isNan(a) || isNan(b)) ? UNORDERED : ordered);
    }

    /** A denormal is a zero while MXCSR.DAZ is set. */
    private long operand(Execution x, long bits) {
        long value = bits & Execution.mask(size);
        boolean zero = (x.cpu.sse.mxcsr & SseState.DAZ) != 0 && isDenormal(value);
        return x.freedom.decide(FPU_28, zero) ? value & sign : value;
    }

    /** A NaN comes before a denormal operand (APM1 4.10). */
    private int exceptions(long a, long b) {
        if (isNan(a) || isNan(b)) {
            return refusesQuiet || isSignaling(a) || isSignaling(b) ? SseState.IE : 0;
        }
        return isDenormal(a) || isDenormal(b) ? SseState.DE : 0;
    }

    /** Sets flags in MXCSR, and reports those that are not masked; what was set before does not count. */
    private static void raise(Execution x, int flags) {
        SseState sse = x.cpu.sse;
        sse.mxcsr |= flags;
        if (x.freedom.decide(FPU_29, (flags & ~(sse.mxcsr >> SseState.MASKS)) != 0)) {
            boolean enabled = (x.cpu.cr4 & Cr4.OSXMMEXCPT) != 0;
            throw x.fault(enabled ? ExceptionVector.XF : ExceptionVector.UD);
        }
    }

    private boolean isNan(long bits) {
        return (bits & ~sign) > infinity;
    }

    private boolean isSignaling(long bits) {
        return isNan(bits) && (bits & quiet) == 0;
    }

    private boolean isDenormal(long bits) {
        return (bits & infinity) == 0 && (bits & ~sign) != 0;
    }

    /** A number that is ordered as what the bits stand for, which is no NaN. */
    private long value(long bits) {
        return (bits & sign) == 0 ? bits : -(bits & ~sign);
    }
}
