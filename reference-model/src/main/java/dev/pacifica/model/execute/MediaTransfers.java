package dev.pacifica.model.execute;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.state.Cpu;

/** Moves of single lanes and of sign bits to and from general registers, between MMX and XMM, and of masked bytes. */
public final class MediaTransfers {
    private MediaTransfers() {}

    /** MOVMSKPS, MOVMSKPD, PMOVMSKB: the sign bits of lanes. */
    public static Semantics mask(int bits) {
        return (i, x) -> {
            MediaMoves.available(x, i.secondSize());
            long low = half(i, x, i.second(), 0);
            long signs = signs(low, bits);
            if (i.secondSize() == 16) {
                signs |= signs(half(i, x, i.second(), 1), bits) << 64 / bits;
            }
            MediaMoves.enter(x, i.secondSize());
            x.write(i, signs);
        };
    }

    private static long signs(long value, int bits) {
        long signs = 0;
        for (int at = bits - 1; at < 64; at += bits) {
            signs |= (value >>> at & 1) << at / bits;
        }
        return signs;
    }

    private static long half(Instruction i, Execution x, int register, int half) {
        return i.secondSize() == 16 ? x.cpu.sse.xmm[2 * register + half] : x.cpu.x87.mmx(register);
    }

    /** Bits of the immediate above those that number a word are ignored. */
    public static void pextrw(Instruction i, Execution x) {
        MediaMoves.available(x, i.secondSize());
        int word = (int) i.immediate() & (i.secondSize() == 16 ? 7 : 3);
        long value = half(i, x, i.second(), word >> 2) >>> 16 * (word & 3) & 0xFFFF;
        MediaMoves.enter(x, i.secondSize());
        x.write(i, value);
    }

    public static void pinsrw(Instruction i, Execution x) {
        MediaMoves.available(x, i.operandSize());
        long value = x.read(i, i.second(), 2);
        int word = (int) i.immediate() & (i.operandSize() == 16 ? 7 : 3);
        int shift = 16 * (word & 3);
        long kept = ~(0xFFFFL << shift);
        MediaMoves.enter(x, i.operandSize());
        if (i.operandSize() == 16) {
            int at = 2 * i.first() + (word >> 2);
            x.cpu.sse.xmm[at] = x.cpu.sse.xmm[at] & kept | value << shift;
        } else {
            x.cpu.x87.setMmx(i.first(), x.cpu.x87.mmx(i.first()) & kept | value << shift);
        }
    }

    /** Both are available, since one of the registers is an MMX register. */
    public static void movq2dq(Instruction i, Execution x) {
        requireBoth(x);
        x.cpu.x87.enterMmx();
        x.cpu.sse.xmm[2 * i.first()] = x.cpu.x87.mmx(i.second());
        x.cpu.sse.xmm[2 * i.first() + 1] = 0;
    }

    public static void movdq2q(Instruction i, Execution x) {
        requireBoth(x);
        x.cpu.x87.enterMmx();
        x.cpu.x87.setMmx(i.first(), x.cpu.sse.xmm[2 * i.second()]);
    }

    private static void requireBoth(Execution x) {
        MediaState.requireSse(x);
        MediaState.requireMmx(x);
    }

    /** MASKMOVQ and MASKMOVDQU store the bytes whose mask has its sign bit set, at DS:rDI. */
    public static void maskmov(Instruction i, Execution x) {
        MediaMoves.available(x, i.operandSize());
        for (int pass = 0; pass < 2; pass++) {
            for (int n = 0; n < i.operandSize(); n++) {
                if ((lane(i, x, i.second(), n) & 0x80) != 0) {
                    store(i, x, n, pass == 1);
                }
            }
        }
        MediaMoves.enter(x, i.operandSize());
    }

    private static long lane(Instruction i, Execution x, int register, int n) {
        return half(i, x, register, n >> 3) >>> 8 * (n & 7) & 0xFF;
    }

    /** First all bytes are looked at, so that a fault leaves memory as it is. */
    private static void store(Instruction i, Execution x, int n, boolean write) {
        long offset = (x.cpu.gpr[Cpu.RDI] & i.addressMask()) + n & i.addressMask();
        if (write) {
            x.memory.write(i.segment(), offset, 1, lane(i, x, i.first(), n));
        } else {
            long linear = x.memory.linear(i.segment(), offset, 1, true);
            x.linearMemory.check(linear, 1, Access.write(x.cpu.cpl));
        }
    }
}
