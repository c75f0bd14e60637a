package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.Signal;

/** PUSH, POP and their relatives. */
public final class Stack {
    private Stack() {}

    public static void push(Instruction i, Execution x) {
        x.push(x.read(i, i.first(), i.operandSize()), i.operandSize());
    }

    /** The address of a destination in memory is computed with the incremented stack pointer. */
    public static void pop(Instruction i, Execution x) {
        int size = i.operandSize();
        long value = x.peek(0, size);
        long rsp = x.cpu.gpr[Cpu.RSP];
        x.release(size);
        if (Instruction.isMemory(i.first())) {
            try {
                x.write(i, value);
            } catch (Signal signal) {
                x.cpu.gpr[Cpu.RSP] = rsp;
                throw signal;
            }
        } else {
            x.write(i, value);
        }
    }

    public static void pushSegment(Instruction i, Execution x) {
        x.push(x.cpu.segments[i.first()].selector, i.operandSize());
    }

    public static void popSegment(Instruction i, Execution x) {
        int selector = (int) x.peek(0, i.operandSize()) & 0xFFFF;
        int stackSize = x.cpu.stackSize();
        x.loader.load(i.first(), selector);
        long mask = Execution.mask(stackSize); // POP SS: with the stack size from before
        long rsp = x.cpu.gpr[Cpu.RSP];
        x.cpu.gpr[Cpu.RSP] = rsp & ~mask | rsp + i.operandSize() & mask;
        if (x.freedom.decide(SEGM_28, i.first() == Cpu.SS)) {
            x.cpu.interruptShadow = true;
            x.cpu.stackShadow = true;
        }
    }

    public static void pusha(Instruction i, Execution x) {
        int size = i.operandSize();
        long rsp = x.cpu.gpr[Cpu.RSP];
        try {
            for (int register = 0; register < 8; register++) {
                x.push(register == Cpu.RSP ? rsp : x.cpu.gpr[register], size);
            }
        } catch (Signal signal) {
            x.cpu.gpr[Cpu.RSP] = rsp;
            throw signal;
        }
    }

    public static void popa(Instruction i, Execution x) {
        int size = i.operandSize();
        long[] values = new long[8];
        for (int k = 0; k < 8; k++) {
            values[7 - k] = x.peek((long) k * size, size);
        }
        for (int register = 0; register < 8; register++) {
            if (register != Cpu.RSP) {
                x.writeRegister(register, size, values[register]);
            }
        }
        x.release(8L * size);
    }

    public static void pushf(Instruction i, Execution x) {
        x.intercept(Intercept.PUSHF); // INS-24
        boolean isVirtual = VirtualFlags.replaceInterruptFlag(x, i.operandSize());
        long image = isVirtual ? VirtualFlags.image(x.cpu) : x.cpu.rflags;
        x.push(image & ~(Rflags.RF | Rflags.VM), i.operandSize());
    }

    public static void popf(Instruction i, Execution x) {
        x.intercept(Intercept.POPF); // INS-24
        int size = i.operandSize();
        if (VirtualFlags.replaceInterruptFlag(x, size)) {
            long image = x.peek(0, size);
            VirtualFlags.check(x, image);
            x.release(size);
            VirtualFlags.load(x, image);
            return;
        }
        long value = x.pop(size);
        loadFlags(x, value, size, false);
    }

    /**
     * RFLAGS from a popped image (CR-61, SEGM-64): IOPL only at CPL 0, IF only if CPL is at most IOPL, the upper half only
     * with 32 bits or more.
     */
    static void loadFlags(Execution x, long image, int size, boolean iret) {
        Cpu cpu = x.cpu;
        long writable = Rflags.ARITHMETIC | Rflags.TF | Rflags.DF | Rflags.NT;
        if (x.freedom.decide(CR_61, cpu.cpl <= cpu.iopl() || cpu.mode() == Mode.REAL)) {
            writable |= Rflags.IF;
        }
        if (cpu.cpl == 0) {
            writable |= Rflags.IOPL;
        }
        if (size > 2) {
            writable |= Rflags.AC | Rflags.ID | Rflags.RF;
            if (iret && cpu.cpl == 0 && cpu.mode() != Mode.REAL) { // SEGM-60
                writable |= Rflags.VIF | Rflags.VIP;
            }
        }
        long loaded = iret ? image : image & ~Rflags.RF; // CR-61: POPF clears RF
        cpu.setRflags(cpu.rflags & ~(writable | (iret ? 0 : Rflags.RF)) | loaded & writable);
    }

    public static void enter(Instruction i, Execution x) {
        int size = i.operandSize();
        int level = i.immediate2() & 31;
        long[] gpr = x.cpu.gpr;
        long mask = Execution.mask(x.cpu.stackSize());
        long rsp = gpr[Cpu.RSP];
        long rbp = gpr[Cpu.RBP];
        try {
            x.push(rbp, size);
            long frame = gpr[Cpu.RSP];
            for (int n = 1; n < level; n++) {
                x.push(x.memory.read(Cpu.SS, rbp - (long) n * size & mask, size), size);
            }
            if (level > 0) {
                x.push(frame, size);
            }
            long newRsp = gpr[Cpu.RSP] - i.immediate();
            x.memory.checkWrite(Cpu.SS, newRsp & mask, size); // a last access, which writes nothing
            x.writeRegister(Cpu.RBP, size, frame);
            gpr[Cpu.RSP] = rsp & ~mask | newRsp & mask;
        } catch (Signal signal) {
            gpr[Cpu.RSP] = rsp;
            throw signal;
        }
    }

    public static void leave(Instruction i, Execution x) {
        int size = i.operandSize();
        long mask = Execution.mask(x.cpu.stackSize());
        long frame = x.cpu.gpr[Cpu.RBP] & mask;
        long value = x.memory.read(Cpu.SS, frame, size);
        x.cpu.gpr[Cpu.RSP] = x.cpu.gpr[Cpu.RSP] & ~mask | frame + size & mask;
        x.writeRegister(Cpu.RBP, size, value);
    }
}
