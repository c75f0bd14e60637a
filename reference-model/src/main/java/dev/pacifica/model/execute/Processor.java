package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.profile.Cpuid;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Hwcr;
import dev.pacifica.model.state.Rflags;

/** Flags, identification, time, halt: everything that belongs to no other family. */
public final class Processor {
    private static final int PERFORMANCE_COUNTERS = 4;

    private Processor() {}

    /** #UD for every encoding that is no instruction, and for what the profile does not have. */
    public static void undefined(Instruction i, Execution x) {
        throw x.fault(ExceptionVector.UD);
    }

    public static void nop(Instruction i, Execution x) {}

    public static void pause(Instruction i, Execution x) {
        x.interception().pause(); // INS-32
    }

    public static void clc(Instruction i, Execution x) {
        x.cpu.rflags &= ~Rflags.CF;
    }

    public static void stc(Instruction i, Execution x) {
        x.cpu.rflags |= Rflags.CF;
    }

    public static void cmc(Instruction i, Execution x) {
        x.cpu.rflags ^= Rflags.CF;
    }

    public static void cld(Instruction i, Execution x) {
        x.cpu.rflags &= ~Rflags.DF;
    }

    public static void std(Instruction i, Execution x) {
        x.cpu.rflags |= Rflags.DF;
    }

    public static void cli(Instruction i, Execution x) {
        if (!VirtualFlags.mayChangeInterruptFlag(x)) {
            VirtualFlags.clear(x);
            return;
        }
        x.cpu.rflags &= ~Rflags.IF;
    }

    public static void sti(Instruction i, Execution x) {
        if (!VirtualFlags.mayChangeInterruptFlag(x)) {
            VirtualFlags.set(x);
            return;
        }
        if (x.freedom.decide(CR_62, !x.cpu.isSet(Rflags.IF))) {
            x.cpu.interruptShadow = true;
            x.cpu.stackShadow = false;
        }
        x.cpu.rflags |= Rflags.IF;
    }

    public static void clac(Instruction i, Execution x) {
        requireSmap(x);
        x.cpu.rflags &= ~Rflags.AC;
    }

    public static void stac(Instruction i, Execution x) {
        requireSmap(x);
        x.cpu.rflags |= Rflags.AC;
    }

    /** CLAC and STAC: #UD without SMAP, and at any CPL but 0 (APM3). */
    private static void requireSmap(Execution x) {
        if (x.freedom.decide(PG_36, !x.cpu.profile.has(Feature.SMAP) || x.cpu.cpl != 0)) {
            throw x.fault(ExceptionVector.UD);
        }
    }

    public static void cpuid(Instruction i, Execution x) {
        x.intercept(Intercept.CPUID); // INS-25
        if (x.freedom.decide(SYS_28, (x.cpu.hwcr & Hwcr.CPUID_USER_DIS) != 0 && x.cpu.cpl != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        long[] gpr = x.cpu.gpr;
        boolean osxsave = (x.cpu.cr4 & Cr4.OSXSAVE) != 0;
        Cpuid result = Cpuid.of(x.cpu.profile, (int) gpr[Cpu.RAX], (int) gpr[Cpu.RCX], osxsave);
        x.writeRegister(Cpu.RAX, 4, result.eax());
        x.writeRegister(Cpu.RBX, 4, result.ebx());
        x.writeRegister(Cpu.RCX, 4, result.ecx());
        x.writeRegister(Cpu.RDX, 4, result.edx());
    }

    public static void rdtsc(Instruction i, Execution x) {
        ModelSpecificRegisters.checkTsd(x);
        x.intercept(Intercept.RDTSC); // INS-20
        writeTsc(x);
    }

    public static void rdtscp(Instruction i, Execution x) {
        if (x.freedom.decide(INS_04, !x.cpu.profile.has(Feature.RDTSCP))) {
            throw x.fault(ExceptionVector.UD);
        }
        ModelSpecificRegisters.checkTsd(x);
        x.intercept(Intercept.RDTSCP); // INS-21
        writeTsc(x);
        x.writeRegister(Cpu.RCX, 4, x.cpu.tscAux);
    }

    public static void rdpid(Instruction i, Execution x) {
        x.write(i, x.cpu.tscAux);
    }

    /** TSC-02: what a read of the time-stamp counter gives; in the host neither ratio nor offset counts (TSC-04). */
    static long timeStamp(Execution x) {
        Cpu cpu = x.cpu;
        if (!x.interception().inGuest()) {
            return cpu.tsc();
        }
        long whole = cpu.tscRatio >>> 32;
        long fraction = cpu.tscRatio & 0xFFFF_FFFFL;
        long tsc = cpu.tsc();
        long low = (tsc & 0xFFFF_FFFFL) * fraction >>> 32; // TSC-08: truncated
        return tsc * whole + (tsc >>> 32) * fraction + low + cpu.tscOffset; // VMRUN-27
    }

    private static void writeTsc(Execution x) {
        long value = timeStamp(x);
        x.writeRegister(Cpu.RAX, 4, value);
        x.writeRegister(Cpu.RDX, 4, value >>> 32);
    }

    /** The counters exist, as they do in every AMD64 processor, and never count. */
    public static void rdpmc(Instruction i, Execution x) {
        boolean denied = (x.cpu.cr4 & Cr4.PCE) == 0 && x.cpu.cpl != 0;
        boolean missing = (x.cpu.gpr[Cpu.RCX] & 0xFFFF_FFFFL) >= PERFORMANCE_COUNTERS;
        if (x.freedom.decide(SYS_26, denied || missing)) {
            throw x.fault(ExceptionVector.GP);
        }
        x.intercept(Intercept.RDPMC); // INS-22
        x.writeRegister(Cpu.RAX, 4, 0);
        x.writeRegister(Cpu.RDX, 4, 0);
    }

    /** Outside system management mode: #UD, after the intercept (INS-26). */
    public static void rsm(Instruction i, Execution x) {
        x.intercept(Intercept.RSM);
        throw x.fault(ExceptionVector.UD);
    }

    public static void hlt(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.HLT); // INS-33
        if (x.cpu.profile.has(Feature.IDLE_HLT_INTERCEPT) && isIdle(x)) {
            x.intercept(Intercept.IDLE_HLT);
        }
        x.cpu.halted = true;
    }

    /** INS-34: whether no virtual interrupt is pending. One that the next boundary takes is, whatever a masked one counts as. */
    private static boolean isIdle(Execution x) {
        if (!x.freedom.decide(INS_34, x.cpu.virtualInterruptRequested)) {
            return true;
        }
        return !x.cpu.isSet(Rflags.IF)
                && x.freedom.pick(
                                INS_34,
                                Scope.IMPLEMENTATION,
                                "a virtual interrupt is pending even if it is masked",
                                "a masked virtual interrupt is not pending")
                        == 1;
    }

    /** Like RDTSC, of the two counters that run with it; the others read as zero. */
    public static void rdpru(Instruction i, Execution x) {
        ModelSpecificRegisters.checkTsd(x);
        x.intercept(Intercept.RDPRU); // INS-23
        boolean exists = (x.cpu.gpr[Cpu.RCX] & 0xFFFF_FFFFL) <= 1;
        x.writeRegister(Cpu.RAX, 4, exists ? x.cpu.tsc() : 0);
        x.writeRegister(Cpu.RDX, 4, exists ? x.cpu.tsc() >>> 32 : 0);
    }
}
