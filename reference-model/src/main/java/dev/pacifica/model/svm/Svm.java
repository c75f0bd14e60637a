package dev.pacifica.model.svm;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.ExitHandler;
import dev.pacifica.model.event.Interception;
import dev.pacifica.model.event.InterruptSource;
import dev.pacifica.model.execute.SvmInstructions;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.segment.BusLockCounter;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.MsrPort;

/** The SVM of one processor: the answers to what lower layers ask, the SVM instructions, and #VMEXIT. */
public final class Svm {
    private final Controls controls = new Controls();
    private final GuestInterception interception;
    private final SvmMsrs msrs;
    private final WorldSwitch worldSwitch;
    private final SvmSemantics instructions;
    private final VirtualInterrupts virtualInterrupts;

    public Svm(Cpu cpu, PhysicalMemory memory, Freedom freedom, EventDelivery delivery, LinearMemory linearMemory) {
        interception = new GuestInterception(cpu, memory, controls, freedom);
        msrs = new SvmMsrs(cpu, freedom);
        virtualInterrupts = new VirtualInterrupts(cpu, controls, freedom);
        worldSwitch = new WorldSwitch(cpu, memory, freedom, controls, interception, delivery, linearMemory);
        instructions = new SvmSemantics(cpu, memory, freedom, interception, worldSwitch, linearMemory.tlb());
    }

    /** Back to the state after RESET: host mode, no key. */
    public void reset() {
        controls.clear();
        interception.setInGuest(false);
        worldSwitch.reset();
        msrs.reset();
    }

    /** INIT: back to host mode, whose saved state is lost; the MSRs stay (RST-16). */
    public void init() {
        controls.clear();
        interception.setInGuest(false);
        worldSwitch.reset();
    }

    /** What the current guest's hypervisor intercepts; nothing in host mode. */
    public Interception interception() {
        return interception;
    }

    /** Performs #VMEXIT. */
    public ExitHandler exitHandler() {
        return worldSwitch;
    }

    /** The bodies of the SVM instructions. */
    public SvmInstructions instructions() {
        return instructions;
    }

    /** What SKINIT does once it may. */
    public void setLaunch(SecureLaunch launch) {
        instructions.setLaunch(launch);
    }

    /** The guest's bus locks, as far as its hypervisor counts them. */
    public BusLockCounter busLocks() {
        return worldSwitch.busLocks();
    }

    /** The virtual interrupts of the current guest. */
    public InterruptSource virtualInterrupts() {
        return virtualInterrupts;
    }

    /** VM_CR, IGNNE, VM_HSAVE_PA, SVM_KEY, TSC_RATIO, SMM_CTL, SMM_KEY. */
    public MsrPort msrs() {
        return msrs;
    }
}
