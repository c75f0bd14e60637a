package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.BranchRecord;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.segment.Descriptor;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Rflags;

/** INTn, INT3, INTO, INT1, BOUND and IRET. */
public final class Interrupts {
    private Interrupts() {}

    public static void intN(Instruction i, Execution x) {
        x.interception().instruction(Intercept.INTN, i.immediate()); // INS-28, DA-05
        if (RedirectedInterrupts.call(x, (int) i.immediate())) {
            return;
        }
        x.delivery.softwareInterrupt((int) i.immediate());
    }

    public static void int3(Instruction i, Execution x) {
        x.delivery.trapInstruction(ExceptionVector.BP);
    }

    public static void into(Instruction i, Execution x) {
        if (x.cpu.isSet(Rflags.OF)) {
            x.delivery.trapInstruction(ExceptionVector.OF);
        }
    }

    public static void icebp(Instruction i, Execution x) {
        x.intercept(Intercept.ICEBP); // INS-29
        x.delivery.icebp();
    }

    public static void bound(Instruction i, Execution x) {
        int size = i.operandSize();
        long offset = x.address(i);
        long index = Execution.signExtend(x.read(i, i.first(), size), size);
        long lower = Execution.signExtend(x.memory.read(i.segment(), offset, size), size);
        long upper = Execution.signExtend(x.memory.read(i.segment(), offset + size & i.addressMask(), size), size);
        if (index < lower || index > upper) {
            throw x.fault(ExceptionVector.BR);
        }
    }

    public static void iret(Instruction i, Execution x) {
        x.intercept(Intercept.IRET); // INS-27
        switch (x.cpu.mode()) {
            case REAL, VIRTUAL_8086 -> iretReal(i, x);
            default -> iretProtected(i, x);
        }
        x.cpu.nmiBlocked = false; // SEGM-65
    }

    private static void iretReal(Instruction i, Execution x) {
        int size = i.operandSize();
        boolean isVirtual = x.freedom.decide(SEGM_66, VirtualFlags.replaceInterruptFlag(x, size));
        long offset = x.peek(0, size);
        int selector = (int) x.peek(size, size) & 0xFFFF;
        long flags = x.peek(2L * size, size);
        if (isVirtual) {
            VirtualFlags.check(x, flags);
        }
        FarTransfers.enterReal(x, selector, offset);
        x.release(3L * size);
        if (isVirtual) {
            x.cpu.rflags &= ~Rflags.RF;
            VirtualFlags.load(x, flags);
        } else {
            loadFlags(x, flags, size);
        }
    }

    /** RFLAGS from its image: RF is 0 unless the image has it, so it is after the 16-bit form (SEGM-60, SEGM-64). */
    private static void loadFlags(Execution x, long image, int size) {
        x.cpu.rflags &= ~Rflags.RF;
        Stack.loadFlags(x, image, size, true);
    }

    private static void iretProtected(Instruction i, Execution x) {
        Cpu cpu = x.cpu;
        int size = i.operandSize();
        if (x.freedom.decide(SEGM_61, cpu.isSet(Rflags.NT))) {
            if (cpu.isLongMode()) {
                throw x.fault(ExceptionVector.GP);
            }
            x.delivery.returnToTask();
            return;
        }
        long offset = x.peek(0, size);
        int selector = (int) x.peek(size, size) & 0xFFFF;
        long flags = x.peek(2L * size, size);
        boolean toV86 = !cpu.isLongMode() && size == 4 && cpu.cpl == 0 && (flags & Rflags.VM) != 0;
        if (toV86) {
            returnToV86(x, offset, selector, flags);
            return;
        }
        boolean setsVm = cpu.isLongMode() && size > 2 && (flags & Rflags.VM) != 0;
        if (setsVm && x.freedom.pick(SEGM_64, Scope.IMPLEMENTATION, "a popped VM is ignored", "#GP(0)") == 1) {
            throw x.fault(ExceptionVector.GP);
        }
        Descriptor code = FarReturns.target(x, selector, offset);
        int oldCpl = cpu.cpl;
        boolean popsStack = x.freedom.decide(SEGM_62, cpu.is64Bit() || (selector & 3) != oldCpl);
        if (popsStack) {
            long rsp = x.peek(3L * size, size);
            int stack = (int) x.peek(4L * size, size) & 0xFFFF;
            FarReturns.withStack(x, selector, code, offset, stack, rsp);
        } else {
            code = x.tables.markAccessed(selector, code);
            x.release(3L * size); // with the stack size of the old mode
            FarTransfers.enter(x, selector, code, oldCpl, offset);
        }
        int newCpl = cpu.cpl;
        cpu.cpl = oldCpl; // SEGM-64: what may be loaded depends on the privilege of the IRET
        loadFlags(x, flags, size);
        cpu.cpl = newCpl;
    }

    private static void returnToV86(Execution x, long offset, int selector, long flags) {
        Cpu cpu = x.cpu;
        long rsp = x.peek(12, 4);
        int[] selectors = new int[5];
        for (int n = 0; n < 5; n++) {
            selectors[n] = (int) x.peek(16 + 4L * n, 4) & 0xFFFF;
        }
        cpu.setRflags(flags);
        loadV86(cpu, Cpu.CS, selector);
        int[] order = {Cpu.SS, Cpu.ES, Cpu.DS, Cpu.FS, Cpu.GS};
        for (int n = 0; n < 5; n++) {
            loadV86(cpu, order[n], selectors[n]);
        }
        cpu.gpr[Cpu.RSP] = rsp;
        BranchRecord.transfer(cpu, offset & 0xFFFF);
        cpu.updateMode();
    }

    private static void loadV86(Cpu cpu, int segment, int selector) {
        cpu.segments[segment].set(selector, 0xF3, 0xFFFF, (long) selector << 4); // SEGM-03
    }
}
