package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.debug.BranchRecord;
import dev.pacifica.model.debug.DebugStatus;
import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Mode;
import dev.pacifica.model.state.Rflags;

/** SYSCALL, SYSRET, SYSENTER and SYSEXIT (SYS-01 to SYS-10, APM2 6.1). */
public final class SystemCalls {
    private static final int FLAT_CODE_32 = 0xC9B;
    private static final int FLAT_CODE_64 = 0xA9B;
    private static final int FLAT_DATA = 0xC93;
    private static final int DPL_3 = 3 << 5;

    private SystemCalls() {}

    public static void syscall(Instruction i, Execution x) {
        Cpu cpu = x.cpu;
        if (x.freedom.decide(SYS_01, (cpu.efer & Efer.SCE) == 0)) {
            throw x.fault(ExceptionVector.UD);
        }
        int selector = (int) (cpu.star >>> 32) & 0xFFFC;
        if (x.freedom.decide(SYS_02, cpu.isLongMode())) {
            cpu.gpr[Cpu.RCX] = cpu.nextRip;
            cpu.gpr[11] = cpu.rflags & ~Rflags.RF;
            BranchRecord.transfer(cpu, cpu.is64Bit() ? cpu.lstar : cpu.cstar);
            cpu.setRflags(cpu.rflags & ~(cpu.sfmask & 0xFFFF_FFFFL) & ~Rflags.RF);
            cpu.cs.set(selector, FLAT_CODE_64, -1, 0);
        } else { // SYS-03
            x.writeRegister(Cpu.RCX, 4, cpu.nextRip);
            BranchRecord.transfer(cpu, cpu.star & 0xFFFF_FFFFL);
            cpu.rflags &= ~(Rflags.IF | Rflags.RF | Rflags.VM);
            cpu.cs.set(selector, FLAT_CODE_32, -1, 0);
        }
        cpu.ss.set(selector + 8 & 0xFFFF, FLAT_DATA, -1, 0);
        cpu.cpl = 0;
        cpu.updateMode();
    }

    public static void sysret(Instruction i, Execution x) {
        Cpu cpu = x.cpu;
        if (x.freedom.decide(SYS_01, (cpu.efer & Efer.SCE) == 0)) {
            throw x.fault(ExceptionVector.UD);
        }
        if (x.freedom.decide(SYS_01, !cpu.isProtected() || cpu.cpl != 0 || cpu.mode() == Mode.REAL)) {
            throw x.fault(ExceptionVector.GP);
        }
        int selector = (int) (cpu.star >>> 48);
        if (x.freedom.decide(SYS_04, i.operandSize() == 8)) {
            cpu.cs.set(selector + 16 & 0xFFFF | 3, FLAT_CODE_64 | DPL_3, -1, 0);
            BranchRecord.transfer(cpu, cpu.gpr[Cpu.RCX]); // SYS-05: not checked
        } else {
            cpu.cs.set(selector | 3, FLAT_CODE_32 | DPL_3, -1, 0);
            BranchRecord.transfer(cpu, cpu.gpr[Cpu.RCX] & 0xFFFF_FFFFL);
        }
        cpu.ss.selector = selector + 8 & 0xFFFF; // its hidden part stays as it is
        if (cpu.isLongMode()) {
            cpu.setRflags(cpu.gpr[11] & ~(Rflags.RF | Rflags.VM));
            if (x.freedom.decide(SYS_06, cpu.isSet(Rflags.TF))) {
                cpu.pendingDebug |= DebugStatus.BS; // before the target is executed
            }
        } else {
            cpu.rflags |= Rflags.IF;
        }
        cpu.cpl = 3;
        cpu.updateMode();
    }

    public static void sysenter(Instruction i, Execution x) {
        Cpu cpu = x.cpu;
        requireLegacyProtectedMode(x);
        if (x.freedom.decide(SYS_09, (cpu.sysenterCs & 0xFFFC) == 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        int selector = (int) cpu.sysenterCs & 0xFFFC;
        cpu.rflags &= ~(Rflags.VM | Rflags.IF | Rflags.RF);
        cpu.cs.set(selector, FLAT_CODE_32, -1, 0);
        cpu.ss.set(selector + 8 & 0xFFFF, FLAT_DATA, -1, 0);
        BranchRecord.transfer(cpu, cpu.sysenterEip & 0xFFFF_FFFFL);
        cpu.gpr[Cpu.RSP] = cpu.sysenterEsp & 0xFFFF_FFFFL;
        cpu.cpl = 0;
        cpu.updateMode();
    }

    public static void sysexit(Instruction i, Execution x) {
        Cpu cpu = x.cpu;
        requireLegacyProtectedMode(x);
        if (x.freedom.decide(SYS_10, cpu.cpl != 0 || (cpu.sysenterCs & 0xFFFC) == 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        int selector = (int) cpu.sysenterCs & 0xFFFC;
        cpu.cs.set(selector + 16 & 0xFFFF | 3, FLAT_CODE_32 | DPL_3, -1, 0);
        cpu.ss.set(selector + 24 & 0xFFFF | 3, FLAT_DATA | DPL_3, -1, 0);
        BranchRecord.transfer(cpu, cpu.gpr[Cpu.RDX] & 0xFFFF_FFFFL);
        cpu.gpr[Cpu.RSP] = cpu.gpr[Cpu.RCX] & 0xFFFF_FFFFL;
        cpu.cpl = 3;
        cpu.updateMode();
    }

    /** AMD processors have neither instruction in long mode (SYS-08). */
    private static void requireLegacyProtectedMode(Execution x) {
        if (x.freedom.decide(SYS_08, x.cpu.isLongMode())) {
            throw x.fault(ExceptionVector.UD);
        }
        if (x.freedom.decide(SYS_08, x.cpu.mode() == Mode.REAL)) {
            throw x.fault(ExceptionVector.GP);
        }
    }
}
