package dev.pacifica.model.svm;

import dev.pacifica.model.event.Intercept;
import java.util.Arrays;

/**
 * The processor's internal copies of what the control area of the VMCB demands, loaded by VMRUN (VMRUN-28) and cleared by #VMEXIT
 * (EXIT-06). With all intercepts clear, as in host mode, nothing is ever intercepted (INS-05).
 */
final class Controls {
    private final int[] intercepts = new int[Vmcb.INTERCEPT_WORDS];

    /** System-physical base of the I/O permission map, bits 11:0 clear. */
    long iopm;
    /** System-physical base of the MSR permission map, bits 11:0 clear. */
    long msrpm;

    int asid;
    int tlbControl;
    long tscOffset;
    /** V_TPR, V_IRQ and their companions as loaded: VMCB 060h. */
    long virtualInterrupt;

    /** 16 bits: how many PAUSEs pass before one exits. */
    int pauseCount;
    /** 16 bits: PAUSEs further apart than this are not counted. */
    int pauseThreshold;

    boolean virtualisesBranchRecord;
    boolean virtualisesStateMoves;
    boolean interruptShadow;
    long eventInjection;
    /** nRIP as found at VMRUN: the return address of injected software interrupts (INJ-32). */
    long nextRip;

    /** Steps 4 of VMRUN-50: reads the control fields. */
    void load(Vmcb vmcb) {
        for (int word = 0; word < intercepts.length; word++) {
            intercepts[word] = vmcb.read32(Vmcb.INTERCEPTS + 4 * word);
        }
        iopm = vmcb.read(Vmcb.IOPM_BASE_PA) & ~0xFFFL; // VMCB-03
        msrpm = vmcb.read(Vmcb.MSRPM_BASE_PA) & ~0xFFFL;
        asid = vmcb.read32(Vmcb.GUEST_ASID);
        tlbControl = vmcb.read8(Vmcb.TLB_CONTROL);
        tscOffset = vmcb.read(Vmcb.TSC_OFFSET);
        pauseCount = vmcb.read32(Vmcb.PAUSE_FILTER) >>> 16;
        pauseThreshold = vmcb.read32(Vmcb.PAUSE_FILTER) & 0xFFFF;
        int virtualisation = vmcb.read8(Vmcb.VIRTUALISATION); // LBR-14
        virtualisesBranchRecord = (virtualisation & 1) != 0;
        virtualisesStateMoves = (virtualisation & 2) != 0;
        virtualInterrupt = vmcb.read(Vmcb.VIRTUAL_INTERRUPT);
        interruptShadow = (vmcb.read8(Vmcb.INTERRUPT_SHADOW) & 1) != 0;
        eventInjection = vmcb.read(Vmcb.EVENTINJ);
        nextRip = vmcb.read(Vmcb.NRIP);
    }

    /** What #VMEXIT clears (EXIT-06). */
    void clear() {
        Arrays.fill(intercepts, 0);
        asid = 0;
        tscOffset = 0;
        virtualInterrupt = 0;
    }

    void intercept(Intercept which) {
        intercepts[which.exitCode() >>> 5] |= 1 << which.exitCode();
    }

    boolean intercepts(Intercept which) {
        return (intercepts[which.exitCode() >>> 5] >>> which.exitCode() & 1) != 0;
    }
}
