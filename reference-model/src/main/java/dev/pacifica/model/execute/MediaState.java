package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.NotModelled;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.rule.Rule;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;

/** Whether x87, MMX and SSE instructions may be executed (APM2 3.1.1, 3.1.3), and their memory operands. */
final class MediaState {
    private MediaState() {}

    /** #NM for x87 instructions, and for those that save or restore their state (FPU-02). */
    static void requireX87(Execution x) {
        if (x.freedom.decide(FPU_02, (x.cpu.cr0 & (Cr0.EM | Cr0.TS)) != 0)) {
            throw x.fault(ExceptionVector.NM);
        }
    }

    /** The same for those that report what is pending. */
    static void requireWaitingX87(Execution x) {
        requireX87(x);
        reportPending(x);
    }

    /** #MF if an unmasked exception is pending (FPU-04); without CR0.NE it goes to the interrupt controller (FPU-05), unless a guest's
     * freeze is intercepted (MISC-08). */
    static void reportPending(Execution x) {
        if (x.freedom.decide(FPU_04, x.cpu.x87.isPending())) {
            if ((x.cpu.cr0 & Cr0.NE) == 0) {
                x.interception().errorFreeze();
                throw new NotModelled("x87 exceptions reported over FERR# (CR0.NE is clear)");
            }
            throw x.fault(ExceptionVector.MF);
        }
    }

    static void requireMmx(Execution x) {
        requireNoEmulation(x, false);
        reportPending(x);
    }

    static void requireSse(Execution x) {
        requireNoEmulation(x, (x.cpu.cr4 & Cr4.OSFXSR) == 0);
    }

    /** #UD comes before #NM (FPU-01, FPU-02). */
    private static void requireNoEmulation(Execution x, boolean disabled) {
        if (x.freedom.decide(FPU_01, (x.cpu.cr0 & Cr0.EM) != 0 || disabled)) {
            throw x.fault(ExceptionVector.UD);
        }
        if (x.freedom.decide(FPU_02, (x.cpu.cr0 & Cr0.TS) != 0)) {
            throw x.fault(ExceptionVector.NM);
        }
    }

    /**
     * #GP(0) unless the memory operand lies at a multiple of 16 bytes, or of another power of two. Processors test this before the
     * address is found canonical, or within the limit; the manual does not say.
     */
    static void requireAligned(Rule rule, Instruction i, Execution x, int alignment) {
        long linear = x.memory.unchecked(i.segment(), x.address(i));
        if (x.freedom.decide(rule, (linear & alignment - 1) != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
    }

    /** Makes sure that all of a memory operand can be accessed, before any of it is. */
    static void check(Instruction i, Execution x, int size, boolean write) {
        long linear = x.memory.linear(i.segment(), x.address(i), size, write);
        x.linearMemory.check(linear, size, write ? Access.write(x.cpu.cpl) : Access.read(x.cpu.cpl));
    }

    /** Reads a part of the memory operand, {@code distance} bytes from its start. */
    static long read(Instruction i, Execution x, int distance, int size) {
        return x.memory.read(i.segment(), x.address(i) + distance & i.addressMask(), size);
    }

    static void write(Instruction i, Execution x, int distance, int size, long value) {
        x.memory.write(i.segment(), x.address(i) + distance & i.addressMask(), size, value);
    }
}
