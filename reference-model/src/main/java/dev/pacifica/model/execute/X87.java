package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.NotModelled;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.X87State;

/** x87 instructions that move and manage registers (APM5). Those that compute are not modelled; their exceptions of availability are. */
public final class X87 {
    private static final int ONE_EXPONENT = 0x3FFF;
    private static final long INTEGER_BIT = 1L << 63;

    /** D9 D8 to D9 DF, which no manual lists: FSTP that takes an empty register for granted. */
    private static final int WITHOUT_UNDERFLOW = 0xD9;

    /** What C1 tells of a stack fault. */
    private static final boolean OVERFLOW = true;

    private static final boolean UNDERFLOW = false;

    private X87() {}

    /** Stops and names the instruction, once it would be executed. */
    public static void notModelled(Instruction i, Execution x) {
        MediaState.requireWaitingX87(x);
        throw new NotModelled("the instruction " + i.mnemonic());
    }

    /** CR0.MP decides whether CR0.TS counts. */
    public static void fwait(Instruction i, Execution x) {
        long both = Cr0.MP | Cr0.TS;
        if (x.freedom.decide(FPU_03, (x.cpu.cr0 & both) == both)) {
            throw x.fault(ExceptionVector.NM);
        }
        MediaState.reportPending(x);
    }

    public static void fninit(Instruction i, Execution x) {
        MediaState.requireX87(x);
        x.cpu.x87.initialise();
    }

    public static void fnclex(Instruction i, Execution x) {
        MediaState.requireX87(x);
        x.cpu.x87.clearExceptions();
    }

    public static void fnstcw(Instruction i, Execution x) {
        MediaState.requireX87(x);
        x.write(i, x.cpu.x87.control());
    }

    public static void fldcw(Instruction i, Execution x) {
        MediaState.requireWaitingX87(x);
        x.cpu.x87.setControl((int) x.read(i, i.first(), 2));
    }

    public static void fnstsw(Instruction i, Execution x) {
        MediaState.requireX87(x);
        x.write(i, x.cpu.x87.status());
    }

    public static void fnop(Instruction i, Execution x) {
        begin(i, x);
    }

    public static void fincstp(Instruction i, Execution x) {
        X87State s = begin(i, x);
        s.setTop(s.top() + 1);
        s.clearC1();
    }

    public static void fdecstp(Instruction i, Execution x) {
        X87State s = begin(i, x);
        s.setTop(s.top() - 1);
        s.clearC1();
    }

    public static void ffree(Instruction i, Execution x) {
        X87State s = begin(i, x);
        s.setEmpty(s.physical(i.first()));
        s.clearC1(); // the condition bits are undefined; so do AMD processors
    }

    public static void fld1(Instruction i, Execution x) {
        push(begin(i, x), INTEGER_BIT, ONE_EXPONENT);
    }

    public static void fldz(Instruction i, Execution x) {
        push(begin(i, x), 0, 0);
    }

    public static void fld(Instruction i, Execution x) {
        MediaState.requireWaitingX87(x);
        if (Instruction.isMemory(i.first())) {
            MediaState.check(i, x, 10, false);
            long low = MediaState.read(i, x, 0, 8);
            int high = (int) MediaState.read(i, x, 8, 2);
            push(begin(i, x), low, high);
            return;
        }
        X87State s = begin(i, x);
        int from = s.physical(i.first());
        if (!s.isEmpty(from)) {
            push(s, s.significand[from], s.exponent[from]);
        } else if (s.stackFault(UNDERFLOW)) {
            s.setTop(s.top() - 1);
            s.setIndefinite(s.top());
        }
    }

    public static void fst(Instruction i, Execution x) {
        copyTop(i, begin(i, x));
    }

    public static void fstp(Instruction i, Execution x) {
        boolean isDone;
        if (Instruction.isMemory(i.first())) {
            isDone = store(i, x);
        } else {
            X87State s = begin(i, x);
            if (i.opcode() == WITHOUT_UNDERFLOW && s.isEmpty(s.top())) {
                s.clearC1();
                isDone = true;
            } else {
                isDone = copyTop(i, s);
            }
        }
        if (isDone) {
            X87State s = x.cpu.x87;
            s.setEmpty(s.top());
            s.setTop(s.top() + 1);
        }
    }

    /** Copies ST(0) to the register that the instruction names; returns false if an unmasked stack fault forbids it. */
    private static boolean copyTop(Instruction i, X87State s) {
        int to = s.physical(i.first());
        int from = s.top();
        if (!s.isEmpty(from)) {
            s.clearC1();
            s.set(to, s.significand[from], s.exponent[from]);
            return true;
        }
        boolean isMasked = s.stackFault(UNDERFLOW);
        if (isMasked) {
            s.setIndefinite(to);
        }
        return isMasked;
    }

    /** Stores ST(0) to memory; returns false if an unmasked stack fault forbids it. */
    private static boolean store(Instruction i, Execution x) {
        MediaState.requireWaitingX87(x);
        MediaState.check(i, x, 10, true);
        X87State s = begin(i, x);
        int from = s.top();
        boolean empty = s.isEmpty(from);
        if (!empty) {
            s.clearC1();
        } else if (!s.stackFault(UNDERFLOW)) {
            return false;
        }
        // an empty register keeps what it holds
        MediaState.write(i, x, 0, 8, empty ? X87State.INDEFINITE : s.significand[from]);
        MediaState.write(i, x, 8, 2, empty ? X87State.INDEFINITE_EXPONENT : s.exponent[from]);
        return true;
    }

    /** Empty registers are filled with the indefinite value first. */
    public static void fxch(Instruction i, Execution x) {
        X87State s = begin(i, x);
        int a = s.top();
        int b = s.physical(i.first());
        if (s.isEmpty(a) || s.isEmpty(b)) {
            if (!s.stackFault(UNDERFLOW)) {
                return;
            }
            if (s.isEmpty(a)) {
                s.setIndefinite(a);
            }
            if (s.isEmpty(b)) {
                s.setIndefinite(b);
            }
        } else {
            s.clearC1();
        }
        long low = s.significand[a];
        int high = s.exponent[a];
        s.set(a, s.significand[b], s.exponent[b]);
        s.set(b, low, high);
    }

    private static void push(X87State s, long low, int high) {
        int to = s.top() - 1 & 7;
        if (s.isEmpty(to)) {
            s.clearC1();
            s.setTop(to);
            s.set(to, low, high);
        } else if (s.stackFault(OVERFLOW)) {
            s.setTop(to);
            s.setIndefinite(to);
        }
    }

    /** Checks, and remembers the instruction for those who store the environment. */
    private static X87State begin(Instruction i, Execution x) {
        MediaState.requireWaitingX87(x);
        X87State s = x.cpu.x87;
        s.instruction = x.cpu.rip;
        s.opcode = X87State.UNKNOWN;
        s.instructionSelector = x.cpu.segments[Cpu.CS].selector;
        if (Instruction.isMemory(i.first())) {
            s.operand = x.address(i);
            s.operandSelector = x.cpu.segments[i.segment()].selector;
        }
        return s;
    }
}
