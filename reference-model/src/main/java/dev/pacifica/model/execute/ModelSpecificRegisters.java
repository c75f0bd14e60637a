package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.DebugCtl;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.ExceptionVector;
import dev.pacifica.model.state.Hwcr;
import dev.pacifica.model.state.MemoryTypes;
import dev.pacifica.model.state.Msr;
import dev.pacifica.model.state.VmCr;

/** RDMSR and WRMSR (SYS-20 to SYS-22, CR-50). Registers of higher layers are answered by {@link Execution#msrPort}. */
public final class ModelSpecificRegisters {
    private ModelSpecificRegisters() {}

    public static void rdmsr(Instruction i, Execution x) {
        x.requirePrivilege(SYS_20);
        int number = (int) x.cpu.gpr[Cpu.RCX];
        x.interception().msr(number, false); // SYS-22
        long value = x.msrPort().has(number) ? x.msrPort().read(number) : read(x, number);
        x.writeRegister(Cpu.RAX, 4, value);
        x.writeRegister(Cpu.RDX, 4, value >>> 32);
        x.freedom.log().add(new AccessEntry.Msr(number, false, value));
    }

    public static void wrmsr(Instruction i, Execution x) {
        x.requirePrivilege(SYS_20);
        int number = (int) x.cpu.gpr[Cpu.RCX];
        x.interception().msr(number, true);
        long value = x.cpu.gpr[Cpu.RDX] << 32 | x.cpu.gpr[Cpu.RAX] & 0xFFFF_FFFFL;
        if (x.msrPort().has(number)) {
            x.msrPort().write(number, value);
        } else {
            write(x, number, value);
        }
        x.freedom.log().add(new AccessEntry.Msr(number, true, value));
    }

    private static long read(Execution x, int number) {
        Cpu cpu = x.cpu;
        return switch (number) {
            case Msr.TSC -> Processor.timeStamp(x);
            case Msr.SYSENTER_CS -> cpu.sysenterCs;
            case Msr.SYSENTER_ESP -> cpu.sysenterEsp;
            case Msr.SYSENTER_EIP -> cpu.sysenterEip;
            case Msr.DEBUG_CTL -> cpu.debugCtl;
            case Msr.LAST_BRANCH_FROM -> cpu.lastBranchFrom;
            case Msr.LAST_BRANCH_TO -> cpu.lastBranchTo;
            case Msr.LAST_INTERRUPT_FROM -> cpu.lastInterruptFrom;
            case Msr.LAST_INTERRUPT_TO -> cpu.lastInterruptTo;
            case Msr.PAT -> cpu.pat;
            case Msr.EFER -> cpu.efer;
            case Msr.STAR -> cpu.star;
            case Msr.LSTAR -> cpu.lstar;
            case Msr.CSTAR -> cpu.cstar;
            case Msr.SFMASK -> cpu.sfmask;
            case Msr.FS_BASE -> cpu.fs.base;
            case Msr.GS_BASE -> cpu.gs.base;
            case Msr.KERNEL_GS_BASE -> cpu.kernelGsBase;
            case Msr.TSC_AUX -> {
                requireRdtscp(x);
                yield cpu.tscAux;
            }
            case Msr.PATCH_LEVEL -> 0; // no patch is loaded
            case Msr.HWCR -> cpu.hwcr;
            default -> {
                if (!MemoryTypeRegisters.has(x, number)) {
                    throw unimplemented(x);
                }
                yield MemoryTypeRegisters.read(x, number);
            }
        };
    }

    private static void write(Execution x, int number, long value) {
        Cpu cpu = x.cpu;
        switch (number) {
            case Msr.TSC -> cpu.setTsc(value); // TSC-05: without the offset
            case Msr.SYSENTER_CS -> cpu.sysenterCs = value & 0xFFFF;
            case Msr.SYSENTER_ESP -> cpu.sysenterEsp = sysenterAddress(x, value);
            case Msr.SYSENTER_EIP -> cpu.sysenterEip = sysenterAddress(x, value);
            case Msr.DEBUG_CTL -> writeDebugCtl(x, value);
            case Msr.LAST_BRANCH_FROM, Msr.LAST_BRANCH_TO, Msr.LAST_INTERRUPT_FROM, Msr.LAST_INTERRUPT_TO -> {
                x.freedom.decide(DBG_16, true);
                throw x.fault(ExceptionVector.GP);
            }
            case Msr.PAT -> writePat(x, value);
            case Msr.EFER -> writeEfer(x, value);
            case Msr.STAR -> cpu.star = value;
            case Msr.LSTAR -> cpu.lstar = canonical(x, value);
            case Msr.CSTAR -> cpu.cstar = canonical(x, value);
            case Msr.SFMASK -> cpu.sfmask = value & 0xFFFF_FFFFL; // SYS-21
            case Msr.FS_BASE -> cpu.fs.base = canonical(x, value);
            case Msr.GS_BASE -> cpu.gs.base = canonical(x, value);
            case Msr.KERNEL_GS_BASE -> cpu.kernelGsBase = canonical(x, value);
            case Msr.TSC_AUX -> {
                requireRdtscp(x);
                cpu.tscAux = value & 0xFFFF_FFFFL;
            }
            case Msr.HWCR -> writeHwcr(x, value);
            default -> {
                if (!MemoryTypeRegisters.has(x, number)) {
                    throw unimplemented(x); // PATCH_LEVEL too: it can only be read
                }
                MemoryTypeRegisters.write(x, number, value);
            }
        }
    }

    /** SYS-21: 32 bits may be all that there is. */
    private static long sysenterAddress(Execution x, long value) {
        boolean isWide = value >>> 32 != 0
                && x.freedom.pick(SYS_21, Scope.IMPLEMENTATION, "32 bits are held", "64 bits are held") == 1;
        return isWide ? value : value & 0xFFFF_FFFFL;
    }

    private static void writeHwcr(Execution x, long value) {
        long locked = x.freedom.decide(VMCR_22, (x.cpu.hwcr & Hwcr.SMM_LOCK) != 0) ? Hwcr.SMM_LOCK : 0;
        x.cpu.hwcr = value & Hwcr.implemented(x.cpu.profile) | locked;
    }

    private static RuntimeException unimplemented(Execution x) {
        x.freedom.decide(SYS_20, true);
        return x.fault(ExceptionVector.GP);
    }

    private static void requireRdtscp(Execution x) {
        if (!x.cpu.profile.has(Feature.RDTSCP)) {
            throw unimplemented(x);
        }
    }

    private static long canonical(Execution x, long value) {
        if (x.freedom.decide(SYS_20, !x.cpu.isCanonical(value))) {
            throw x.fault(ExceptionVector.GP);
        }
        return value;
    }

    private static void writeDebugCtl(Execution x, long value) {
        if (x.freedom.decide(DBG_15, (value & 0x78) != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        x.cpu.debugCtl = value & DebugCtl.DEFINED;
    }

    /** Eight types of three bits; 2 and 3 do not exist (PG-91). */
    private static void writePat(Execution x, long value) {
        if (x.freedom.decide(PG_91, !MemoryTypes.isLegalPat(value))) {
            throw x.fault(ExceptionVector.GP);
        }
        x.cpu.pat = value;
    }

    private static void writeEfer(Execution x, long value) {
        Cpu cpu = x.cpu;
        long writable = Efer.implemented(cpu.profile);
        long changed = value ^ cpu.efer;
        boolean refused = (value & ~(writable | Efer.READ_AS_ZERO)) != 0
                || (changed & Efer.LMA) != 0
                || (changed & Efer.LME) != 0 && cpu.isPaging();
        if (x.freedom.decide(CR_50, refused)) {
            throw x.fault(ExceptionVector.GP);
        }
        // EN-11: SVME must be written as zero while SVM is disabled
        if (x.freedom.decide(EN_11, (value & Efer.SVME) != 0 && (cpu.vmCr & VmCr.SVMDIS) != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        cpu.efer = value & writable;
        if ((changed & Efer.NXE) != 0) {
            x.linearMemory.tlb().flush(cpu.asid); // remembered rights were read under the other meaning of bit 63
        }
        cpu.updateMode();
    }

    /** RDTSC, RDTSCP: CR4.TSD comes before the intercept (CR-34, INS-20, INS-21). */
    static void checkTsd(Execution x) {
        if (x.freedom.decide(CR_34, (x.cpu.cr4 & Cr4.TSD) != 0 && x.cpu.cpl != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
    }
}
