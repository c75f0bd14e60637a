package dev.pacifica.model.state;

import java.util.Arrays;

/** The state after RESET and after INIT (APM2 14.1.3, table 14-1). */
final class ResetState {
    // RST-23
    private static final int CODE_ATTRIBUTES = 0x09A;
    private static final int DATA_ATTRIBUTES = 0x092;
    private static final int LDT_ATTRIBUTES = 0x082;
    private static final int TSS_ATTRIBUTES = 0x083;
    private static final int LIMIT = 0xFFFF;
    private static final long RESET_CR0 = 0x6000_0010;
    private static final long CACHE_CONTROL = Cr0.CD | Cr0.NW;

    private ResetState() {}

    static void apply(Cpu cpu) {
        cpu.cr0 = RESET_CR0; // RST-01
        Arrays.fill(cpu.dr, 0); // RST-12
        cpu.dr6 = Cpu.DR6_FIXED;
        cpu.dr7 = Cpu.DR7_FIXED;
        cpu.pat = Cpu.PAT_RESET; // RST-15
        cpu.steps = cpu.tscAux = 0;
        cpu.setTsc(0); // RST-16
        cpu.vmCr = cpu.vmHsavePa = 0; // MSRREG-02
        cpu.star = cpu.lstar = cpu.cstar = cpu.sfmask = cpu.kernelGsBase = 0;
        cpu.sysenterCs = cpu.sysenterEsp = cpu.sysenterEip = cpu.debugCtl = 0;
        cpu.lastBranchFrom = cpu.lastBranchTo = cpu.lastInterruptFrom = cpu.lastInterruptTo = 0;
        cpu.tscRatio = 1L << 32; // TSC-01
        cpu.x87.reset(); // RST-13
        cpu.sse.reset(); // RST-14
        cpu.xcr0 = Xcr0.X87; // RST-14, SYS-25
        cpu.hwcr = 0; // MSRREG-02
        cpu.memoryTypes.reset(); // RST-15
        cpu.gif = true; // RST-19
        applyBoth(cpu);
    }

    /** What the table does not list for INIT stays, GIF too (RST-19); of the MSRs only EFER and VM_CR change. */
    static void applyInit(Cpu cpu) {
        cpu.cr0 = RESET_CR0 & ~CACHE_CONTROL | cpu.cr0 & CACHE_CONTROL; // RST-01
        if ((cpu.vmCr & VmCr.LOCK) == 0) {
            cpu.vmCr &= ~VmCr.SVMDIS; // RST-16
        }
        applyBoth(cpu);
    }

    private static void applyBoth(Cpu cpu) {
        cpu.cr2 = cpu.cr3 = cpu.cr4 = cpu.cr8 = cpu.efer = 0; // RST-02
        cpu.rflags = Rflags.FIXED_ONE; // RST-03
        cpu.rip = cpu.nextRip = 0xFFF0; // RST-04
        for (SegmentRegister segment : cpu.segments) {
            segment.set(0, DATA_ATTRIBUTES, LIMIT, 0); // RST-06
        }
        cpu.cs.set(0xF000, CODE_ATTRIBUTES, LIMIT, 0xFFFF_0000L); // RST-05, RST-20
        cpu.gdtr.set(0, LIMIT); // RST-07
        cpu.idtr.set(0, LIMIT);
        cpu.ldtr.set(0, LDT_ATTRIBUTES, LIMIT, 0); // RST-08
        cpu.tr.set(0, TSS_ATTRIBUTES, LIMIT, 0);
        Arrays.fill(cpu.gpr, 0); // RST-09, RST-11
        cpu.gpr[Cpu.RDX] = cpu.profile.signature(); // RST-10
        cpu.interruptShadow = cpu.nmiBlocked = cpu.halted = cpu.shutDown = cpu.monitorArmed = false;
        cpu.stackShadow = false;
        cpu.smiPending = cpu.smiBlocked = false;
        cpu.pendingDebug = 0;
        cpu.virtualInterruptRequested = cpu.hostInterruptFlag = false;
        cpu.endIterations();
        cpu.virtualTpr = 0;
        cpu.virtualInterruptMasking = false;
        cpu.tscOffset = 0;
        cpu.asid = 0;
        cpu.cpl = 0;
        cpu.updateMode();
    }
}
