package dev.pacifica.model.execute;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.decode.Instruction;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.paging.DirectoryPointers;
import dev.pacifica.model.rule.Scope;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Cr4;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.ExceptionVector;

/** MOV to and from CR0, CR2, CR3, CR4 and CR8, LMSW, SMSW, CLTS (CR-01 to CR-41, APM2 3.1). */
public final class ControlRegisters {
    /** EXITINFO1: the operand of a MOV is a general register (DA-01). */
    private static final long INFO_MOV = 1L << 63;

    /** Bit 63 of what is moved to CR3, with CR4.PCIDE: nothing is flushed (PG-70). */
    private static final long NO_FLUSH = 1L << 63;

    private static final long LMSW_BITS = Cr0.PE | Cr0.MP | Cr0.EM | Cr0.TS;
    private static final long FLUSHING_CR4_BITS = Cr4.PAE | Cr4.PSE | Cr4.PGE | Cr4.PCIDE | Cr4.PKE | Cr4.LA57;

    private ControlRegisters() {}

    public static void movFrom(Instruction i, Execution x) {
        int number = i.second();
        checkNumber(x, number);
        x.requirePrivilege(CR_02);
        x.interception().instruction(Intercept.crRead(number), INFO_MOV | i.first());
        x.write(
                i,
                switch (number) {
                    case 0 -> x.cpu.cr0;
                    case 2 -> x.cpu.cr2;
                    case 3 -> x.cpu.cr3;
                    case 4 -> x.cpu.cr4;
                    default -> readCr8(x.cpu);
                });
    }

    public static void movTo(Instruction i, Execution x) {
        int number = i.first();
        checkNumber(x, number);
        x.requirePrivilege(CR_02);
        long value = x.read(i, i.second(), i.operandSize());
        long info = INFO_MOV | i.second();
        switch (number) {
            case 0 -> writeCr0(x, value, info);
            case 2 -> {
                x.interception().instruction(Intercept.CR2_WRITE, info);
                x.cpu.cr2 = value;
            }
            case 3 -> writeCr3(x, value, info);
            case 4 -> writeCr4(x, value, info);
            default -> writeCr8(x, value, info);
        }
    }

    private static void checkNumber(Execution x, int number) {
        if (x.freedom.decide(CR_01, number != 0 && number != 2 && number != 3 && number != 4 && number != 8)) {
            throw x.fault(ExceptionVector.UD);
        }
    }

    private static void writeCr0(Execution x, long value, long info) {
        checkCr0(x, value); // INS-11: before the intercept
        x.interception().instruction(Intercept.CR0_WRITE, info); // INS-13: this one wins
        long changed = (value ^ x.cpu.cr0) & Cr0.DEFINED & ~Cr0.ET;
        if (x.freedom.decide(CR_14, (changed & ~(Cr0.TS | Cr0.MP)) != 0)) {
            x.interception().instruction(Intercept.CR0_SELECTIVE_WRITE, info);
        }
        checkPointers(x, value, x.cpu.cr3, x.cpu.cr4);
        setCr0(x, value);
    }

    /** #GP(0) for values that MOV CR0 refuses (CR-10). */
    private static void checkCr0(Execution x, long value) {
        Cpu cpu = x.cpu;
        boolean paging = (value & Cr0.PG) != 0;
        boolean turnsOn = paging && !cpu.isPaging();
        boolean turnsOff = !paging && cpu.isPaging();
        boolean lme = (cpu.efer & Efer.LME) != 0;
        boolean refused = value >>> 32 != 0
                || paging && (value & Cr0.PE) == 0
                || (value & Cr0.NW) != 0 && (value & Cr0.CD) == 0
                || turnsOn && lme && ((cpu.cr4 & Cr4.PAE) == 0 || cpu.cs.isLong())
                || turnsOff && cpu.is64Bit()
                || turnsOff && (cpu.cr4 & Cr4.PCIDE) != 0
                || (value & Cr0.WP) == 0 && (cpu.cr4 & Cr4.CET) != 0;
        if (x.freedom.decide(CR_10, refused)) {
            throw x.fault(ExceptionVector.GP);
        }
    }

    /** Stores CR0 and what follows from it: LMA (CR-12), CPL (CR-11), TLB (PG-71). */
    private static void setCr0(Execution x, long value) {
        Cpu cpu = x.cpu;
        long old = cpu.cr0;
        cpu.cr0 = value & Cr0.DEFINED | Cr0.ET;
        if (x.freedom.decide(PG_71, ((old ^ value) & Cr0.PG) != 0)) {
            x.linearMemory.tlb().flush(cpu.asid);
            boolean lma = (value & Cr0.PG) != 0 && x.freedom.decide(CR_12, (cpu.efer & Efer.LME) != 0);
            cpu.efer = lma ? cpu.efer | Efer.LMA : cpu.efer & ~Efer.LMA;
        }
        if (x.freedom.decide(CR_11, ((old ^ value) & Cr0.PE) != 0)) {
            cpu.cpl = 0;
        }
        cpu.updateMode();
    }

    private static void writeCr3(Execution x, long value, long info) {
        Cpu cpu = x.cpu;
        boolean longMode = cpu.isLongMode();
        long reserved = -1L << cpu.profile.physicalAddressBits();
        if ((cpu.cr4 & Cr4.PCIDE) != 0) {
            reserved &= ~NO_FLUSH;
        }
        if (x.freedom.decide(CR_21, longMode && (value & reserved) != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        x.interception().instruction(Intercept.CR3_WRITE, info); // CR-23: before the flush
        long cr3 = longMode ? value & ~NO_FLUSH : value & 0xFFFF_FFFFL; // CR-22
        checkPointers(x, cpu.cr0, cr3, cpu.cr4);
        cpu.cr3 = cr3;
        boolean hasPcid = (cpu.cr4 & Cr4.PCIDE) != 0;
        if (!hasPcid) {
            x.linearMemory.tlb().flushNonGlobal(cpu.asid);
        } else if (!x.freedom.decide(PG_70, (value & NO_FLUSH) != 0)) {
            x.linearMemory.tlb().flushNonGlobal(cpu.asid, (int) cr3 & 0xFFF);
        }
        cpu.updateMode();
    }

    private static void writeCr4(Execution x, long value, long info) {
        Cpu cpu = x.cpu;
        long changed = value ^ cpu.cr4;
        boolean longMode = cpu.isLongMode();
        boolean turnsPcidOn = (changed & value & Cr4.PCIDE) != 0;
        boolean refused = (value & ~Cr4.implemented(cpu.profile)) != 0
                || longMode && (changed & (Cr4.PAE | Cr4.LA57)) != 0
                || turnsPcidOn && (!longMode || (cpu.cr3 & 0xFFF) != 0)
                || (value & Cr4.CET) != 0 && (cpu.cr0 & Cr0.WP) == 0;
        if (x.freedom.decide(CR_30, refused)) {
            throw x.fault(ExceptionVector.GP);
        }
        x.interception().instruction(Intercept.CR4_WRITE, info);
        checkPointers(x, cpu.cr0, cpu.cr3, value);
        cpu.cr4 = value;
        if (x.freedom.decide(PG_71, (changed & FLUSHING_CR4_BITS) != 0)) {
            x.linearMemory.tlb().flush(cpu.asid);
        }
        cpu.updateMode();
    }

    /** Some processors load the PDPEs of PAE paging with the control register, and refuse illegal ones at once (PG-23). */
    private static void checkPointers(Execution x, long cr0, long cr3, long cr4) {
        Cpu cpu = x.cpu;
        boolean paePaging = (cr0 & Cr0.PG) != 0 && (cr4 & Cr4.PAE) != 0 && (cpu.efer & Efer.LME) == 0;
        if (paePaging
                && !x.freedom.decide(NPT_70, x.linearMemory.isNested())
                && DirectoryPointers.areIllegal(x.physicalMemory, cr3, cpu.profile.physicalAddressBits())
                && x.freedom.pick(PG_23, Scope.IMPLEMENTATION, "#PF when a PDPE is used", "#GP when PDPEs are loaded")
                        == 1) {
            throw x.fault(ExceptionVector.GP);
        }
    }

    private static void writeCr8(Execution x, long value, long info) {
        if (x.freedom.decide(CR_40, value >>> 4 != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
        x.interception().instruction(Intercept.CR8_WRITE, info);
        x.cpu.virtualTpr = value; // VIRQ-20, VIRQ-21
        if (!x.freedom.decide(VIRQ_21, x.cpu.virtualInterruptMasking)) {
            x.cpu.cr8 = value;
        }
    }

    private static long readCr8(Cpu cpu) {
        return cpu.virtualInterruptMasking ? cpu.virtualTpr & 0xF : cpu.cr8; // VIRQ-20, VIRQ-21
    }

    public static void lmsw(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.CR0_WRITE); // INS-11: before the operand is read
        x.intercept(Intercept.CR0_SELECTIVE_WRITE); // INS-12: whatever the value
        long operand = x.read(i, i.first(), 2) & LMSW_BITS;
        boolean keepsPe = x.freedom.decide(CR_13, (x.cpu.cr0 & ~operand & Cr0.PE) != 0);
        setCr0(x, x.cpu.cr0 & ~LMSW_BITS | operand | (keepsPe ? Cr0.PE : 0));
    }

    public static void smsw(Instruction i, Execution x) {
        requireNoUmip(x);
        x.intercept(Intercept.CR0_READ); // INS-10
        x.write(i, x.cpu.cr0);
    }

    /** CR4.UMIP: SGDT, SIDT, SLDT, STR and SMSW are for CPL 0 (CR-34). */
    static void requireNoUmip(Execution x) {
        if (x.freedom.decide(CR_34, (x.cpu.cr4 & Cr4.UMIP) != 0 && x.cpu.cpl != 0)) {
            throw x.fault(ExceptionVector.GP);
        }
    }

    public static void clts(Instruction i, Execution x) {
        x.requirePrivilege(SYS_23);
        x.intercept(Intercept.CR0_WRITE);
        x.cpu.cr0 &= ~Cr0.TS;
    }
}
