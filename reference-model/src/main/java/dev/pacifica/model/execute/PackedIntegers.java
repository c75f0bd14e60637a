package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Packed integer instructions that work lane by lane, on MMX or XMM registers by the size of the operation (APM4, APM5). */
public final class PackedIntegers {
    private PackedIntegers() {}

    /** An instruction that does the same with both halves of its operands, which an MMX register has one of. */
    public static Semantics halves(LongBinaryOperator operation) {
        return (i, x) -> execute(i, x, operation);
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

    private static void execute(Instruction i, Execution x, LongBinaryOperator operation) {
        boolean memory = Instruction.isMemory(i.second());
        if (i.operandSize() != 16) {
            MediaState.requireMmx(x);
            long source = memory ? MediaState.read(i, x, 0, 8) : x.cpu.x87.mmx(i.second());
            x.cpu.x87.enterMmx();
            x.cpu.x87.setMmx(i.first(), operation.applyAsLong(x.cpu.x87.mmx(i.first()), source));
            return;
        }
        MediaState.requireSse(x);
        long[] xmm = x.cpu.sse.xmm;
        if (memory) {
            MediaState.requireAligned(i, x, 16, 16, false);
        }
        long low = memory ? MediaState.read(i, x, 0, 8) : xmm[2 * i.second()];
        long high = memory ? MediaState.read(i, x, 8, 8) : xmm[2 * i.second() + 1];
        xmm[2 * i.first()] = operation.applyAsLong(xmm[2 * i.first()], low);
        xmm[2 * i.first() + 1] = operation.applyAsLong(xmm[2 * i.first() + 1], high);
    }
}
