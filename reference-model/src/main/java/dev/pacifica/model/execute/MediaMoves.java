package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.NotModelled;

/** Moves between XMM registers, MMX registers, general registers and memory (APM4, APM5). */
public final class MediaMoves {
    private MediaMoves() {}

    /** Stops and names the instruction, once it would be executed. */
    public static void sseNotModelled(Instruction i, Execution x) {
        MediaState.requireSse(x);
        throw new NotModelled("the instruction " + i.mnemonic());
    }

    public static void mmxNotModelled(Instruction i, Execution x) {
        MediaState.requireMmx(x);
        throw new NotModelled("the instruction " + i.mnemonic());
    }

    public static void emms(Instruction i, Execution x) {
        MediaState.requireMmx(x);
        x.cpu.x87.used = 0;
        x.cpu.x87.setTop(0);
    }

    /** MOVUPS, MOVDQU. */
    public static void unaligned(Instruction i, Execution x) {
        MediaState.requireSse(x);
        move16(i, x);
    }

    /** MOVAPS, MOVDQA. */
    public static void aligned(Instruction i, Execution x) {
        MediaState.requireSse(x);
        boolean store = Instruction.isMemory(i.first());
        if (store || Instruction.isMemory(i.second())) {
            MediaState.requireAligned(FPU_18, i, x, 16);
        }
        move16(i, x);
    }

    /** MOVNTPS, MOVNTDQ; MOVNTQ, whose register is an MMX one. */
    public static void nonTemporal(Instruction i, Execution x) {
        if (i.operandSize() == 16) {
            aligned(i, x);
        } else {
            movqMmx(i, x);
        }
    }

    private static void move16(Instruction i, Execution x) {
        long[] xmm = x.cpu.sse.xmm;
        if (Instruction.isMemory(i.first())) {
            MediaState.check(i, x, 16, true);
            MediaState.write(i, x, 0, 8, xmm[2 * i.second()]);
            MediaState.write(i, x, 8, 8, xmm[2 * i.second() + 1]);
        } else if (Instruction.isMemory(i.second())) {
            MediaState.check(i, x, 16, false);
            long low = MediaState.read(i, x, 0, 8);
            xmm[2 * i.first() + 1] = MediaState.read(i, x, 8, 8);
            xmm[2 * i.first()] = low;
        } else {
            xmm[2 * i.first()] = xmm[2 * i.second()];
            xmm[2 * i.first() + 1] = xmm[2 * i.second() + 1];
        }
    }

    /** MOVSS and MOVSD: a load clears the rest of the register, a move between registers leaves it. */
    public static void scalar(Instruction i, Execution x) {
        MediaState.requireSse(x);
        long[] xmm = x.cpu.sse.xmm;
        int size = Instruction.isMemory(i.first()) ? i.operandSize() : i.secondSize();
        if (Instruction.isMemory(i.first())) {
            x.write(i, xmm[2 * i.second()]);
        } else if (Instruction.isMemory(i.second())) {
            xmm[2 * i.first()] = MediaState.read(i, x, 0, size);
            xmm[2 * i.first() + 1] = 0;
        } else {
            size = Math.min(size, i.operandSize());
            long mask = Execution.mask(size);
            xmm[2 * i.first()] = xmm[2 * i.first()] & ~mask | xmm[2 * i.second()] & mask;
        }
    }

    public static void movlps(Instruction i, Execution x) {
        half(i, x, 0);
    }

    public static void movhps(Instruction i, Execution x) {
        half(i, x, 1);
    }

    private static void half(Instruction i, Execution x, int half) {
        MediaState.requireSse(x);
        long[] xmm = x.cpu.sse.xmm;
        if (Instruction.isMemory(i.first())) {
            MediaState.write(i, x, 0, 8, xmm[2 * i.second() + half]);
        } else {
            xmm[2 * i.first() + half] = MediaState.read(i, x, 0, 8);
        }
    }

    public static void movhlps(Instruction i, Execution x) {
        MediaState.requireSse(x);
        x.cpu.sse.xmm[2 * i.first()] = x.cpu.sse.xmm[2 * i.second() + 1];
    }

    public static void movlhps(Instruction i, Execution x) {
        MediaState.requireSse(x);
        x.cpu.sse.xmm[2 * i.first() + 1] = x.cpu.sse.xmm[2 * i.second()];
    }

    /** Between a general register or memory and the low part of an MMX or XMM register. */
    public static void movd(Instruction i, Execution x) {
        boolean load = i.opcode() == 0x6E;
        int media = load ? i.operandSize() : i.secondSize();
        if (load) {
            available(x, media);
            long value = x.read(i, i.second(), i.secondSize());
            enter(x, media);
            if (media == 16) {
                x.cpu.sse.xmm[2 * i.first()] = value;
                x.cpu.sse.xmm[2 * i.first() + 1] = 0;
            } else {
                x.cpu.x87.setMmx(i.first(), value);
            }
        } else {
            available(x, media);
            x.write(i, media == 16 ? x.cpu.sse.xmm[2 * i.second()] : x.cpu.x87.mmx(i.second()));
            enter(x, media);
        }
    }

    /** The forms with XMM registers are F3 0F 7E and 66 0F D6; a register receives zeros above. */
    public static void movq(Instruction i, Execution x) {
        if (i.opcode() != 0x7E && i.opcode() != 0xD6) {
            movqMmx(i, x);
            return;
        }
        MediaState.requireSse(x);
        long[] xmm = x.cpu.sse.xmm;
        if (Instruction.isMemory(i.first())) {
            MediaState.write(i, x, 0, 8, xmm[2 * i.second()]);
            return;
        }
        long value = Instruction.isMemory(i.second()) ? MediaState.read(i, x, 0, 8) : xmm[2 * i.second()];
        xmm[2 * i.first()] = value;
        xmm[2 * i.first() + 1] = 0;
    }

    private static void movqMmx(Instruction i, Execution x) {
        MediaState.requireMmx(x);
        if (Instruction.isMemory(i.first())) {
            MediaState.write(i, x, 0, 8, x.cpu.x87.mmx(i.second()));
            x.cpu.x87.enterMmx();
            return;
        }
        long value = Instruction.isMemory(i.second()) ? MediaState.read(i, x, 0, 8) : x.cpu.x87.mmx(i.second());
        x.cpu.x87.enterMmx();
        x.cpu.x87.setMmx(i.first(), value);
    }

    static void available(Execution x, int registerSize) {
        if (registerSize == 16) {
            MediaState.requireSse(x);
        } else {
            MediaState.requireMmx(x);
        }
    }

    static void enter(Execution x, int registerSize) {
        if (registerSize != 16) {
            x.cpu.x87.enterMmx();
        }
    }
}
