package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Packed integer instructions on MMX or XMM registers, by the size of the operation (APM4, APM5). */
public final class PackedIntegers {
    private PackedIntegers() {}

    /** Half of a result, made of the halves of both operands and the immediate. An MMX register is a low half. */
    @FunctionalInterface
    interface Half {
        long of(long low, long high, long sourceLow, long sourceHigh, int immediate);
    }

    /** An instruction that does the same with both halves of its operands, which an MMX register has one of. */
    public static Semantics halves(LongBinaryOperator operation) {
        Half low = (a, b, c, d, n) -> operation.applyAsLong(a, c);
        return packed(low, low, (a, b, c, d, n) -> operation.applyAsLong(b, d));
    }

    /** One that does the same with lanes of 8, 16 or 32 bits, which it receives sign-extended. */
    public static Semantics lanes(int bits, IntBinaryOperator operation) {
        return halves((a, b) -> {
            long result = 0;
            for (int at = 0; at < 64; at += bits) {
                int left = (int) (a << 64 - bits - at >> 64 - bits);
                int right = (int) (b << 64 - bits - at >> 64 - bits);
                result |= (operation.applyAsInt(left, right) & -1L >>> 64 - bits) << at;
            }
            return result;
        });
    }

    /** What it does with an MMX register, and the two halves of what it does with an XMM register. */
    static Semantics packed(Half mmx, Half low, Half high) {
        return (i, x) -> {
            if (i.operandSize() == 16) {
                xmm(i, x, low, high);
            } else {
                mmx(i, x, mmx);
            }
        };
    }

    private static void mmx(Instruction i, Execution x, Half operation) {
        MediaState.requireMmx(x);
        long source = i.second() == Instruction.IMMEDIATE
                ? i.immediate() & 0xFF
                : Instruction.isMemory(i.second())
                        ? MediaState.read(i, x, 0, i.secondSize())
                        : x.cpu.x87.mmx(i.second());
        long result = operation.of(x.cpu.x87.mmx(i.first()), 0, source, 0, (int) i.immediate());
        x.cpu.x87.enterMmx();
        x.cpu.x87.setMmx(i.first(), result);
    }

    private static void xmm(Instruction i, Execution x, Half lowOf, Half highOf) {
        MediaState.requireSse(x);
        long[] xmm = x.cpu.sse.xmm;
        long low;
        long high = 0;
        if (i.second() == Instruction.IMMEDIATE) {
            low = i.immediate() & 0xFF;
        } else if (Instruction.isMemory(i.second())) {
            MediaState.requireAligned(FPU_18, i, x, 16);
            low = MediaState.read(i, x, 0, 8);
            high = MediaState.read(i, x, 8, 8);
        } else {
            low = xmm[2 * i.second()];
            high = xmm[2 * i.second() + 1];
        }
        long oldLow = xmm[2 * i.first()];
        long oldHigh = xmm[2 * i.first() + 1];
        int immediate = (int) i.immediate();
        xmm[2 * i.first()] = lowOf.of(oldLow, oldHigh, low, high, immediate);
        xmm[2 * i.first() + 1] = highOf.of(oldLow, oldHigh, low, high, immediate);
    }

    /** Sums of products of words: PMADDWD. */
    public static long multiplyAndAdd(long a, long b) {
        long result = 0;
        for (int at = 0; at < 64; at += 32) {
            int low = (short) (a >> at) * (short) (b >> at);
            int high = (short) (a >> at + 16) * (short) (b >> at + 16);
            result |= (low + high & 0xFFFF_FFFFL) << at;
        }
        return result;
    }

    /** The sum of the differences of bytes: PSADBW. */
    public static long sumOfDifferences(long a, long b) {
        long sum = 0;
        for (int at = 0; at < 64; at += 8) {
            sum += Math.abs((a >>> at & 0xFF) - (b >>> at & 0xFF));
        }
        return sum;
    }
}
