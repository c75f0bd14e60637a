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

    /** 16 bits: how many bus locks the guest has left. */
    int busLocks;

    /** The quadword at VMCB 090h. */
    long nestedPaging;
    /** N_CR3. */
    long nestedRoot;

    /** PML_BASE. */
    long modificationLog;
    /** PML_INDEX. */
    long modificationLogIndex;

    boolean virtualisesBranchRecord;
    boolean virtualisesStateMoves;
    boolean interruptShadow;
    long eventInjection;
    /** nRIP as found at VMRUN: the return address of injected software interrupts (INJ-32). */
    long nextRip;

    /** Step 4 of VMRUN-50: reads the control fields. Those in no clean group always come from memory (CLEAN-11, CLEAN-21). */
    void load(Vmcb vmcb, VmcbCache cache) {
        Vmcb intercepting = cache.source(CleanGroup.INTERCEPTS);
        for (int word = 0; word < intercepts.length; word++) {
            intercepts[word] = intercepting.read32(Vmcb.INTERCEPTS + 4 * word);
        }
        tscOffset = intercepting.read(Vmcb.TSC_OFFSET);
        Vmcb maps = cache.source(CleanGroup.PERMISSION_MAPS);
        iopm = maps.read(Vmcb.IOPM_BASE_PA) & ~0xFFFL; // VMCB-03
        msrpm = maps.read(Vmcb.MSRPM_BASE_PA) & ~0xFFFL;
        asid = cache.source(CleanGroup.ASID).read32(Vmcb.GUEST_ASID);
        tlbControl = vmcb.read8(Vmcb.TLB_CONTROL);
        virtualInterrupt = cache.source(CleanGroup.VIRTUAL_INTERRUPTS).read(Vmcb.VIRTUAL_INTERRUPT);
        Vmcb nested = cache.source(CleanGroup.NESTED_PAGING);
        nestedPaging = nested.read(Vmcb.NESTED_PAGING);
        nestedRoot = nested.read(Vmcb.N_CR3);
        modificationLog = vmcb.read(Vmcb.PML_BASE);
        modificationLogIndex = vmcb.read(Vmcb.PML_INDEX);
        pauseCount = intercepting.read32(Vmcb.PAUSE_FILTER) >>> 16;
        pauseThreshold = intercepting.read32(Vmcb.PAUSE_FILTER) & 0xFFFF;
        busLocks = vmcb.read32(Vmcb.BUS_LOCK_COUNTER) & 0xFFFF;
        int virtualisation = vmcb.read8(Vmcb.VIRTUALISATION); // LBR-14
        virtualisesBranchRecord = (virtualisation & 1) != 0;
        virtualisesStateMoves = (virtualisation & 2) != 0;
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
