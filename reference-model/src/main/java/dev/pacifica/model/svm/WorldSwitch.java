package dev.pacifica.model.svm;

import static dev.pacifica.model.rule.Rule.*;

import dev.pacifica.model.event.EventDelivery;
import dev.pacifica.model.event.EventType;
import dev.pacifica.model.event.ExitHandler;
import dev.pacifica.model.event.Intercept;
import dev.pacifica.model.event.VmExit;
import dev.pacifica.model.memory.PhysicalMemory;
import dev.pacifica.model.paging.Access;
import dev.pacifica.model.paging.LinearMemory;
import dev.pacifica.model.paging.Tlb;
import dev.pacifica.model.profile.Feature;
import dev.pacifica.model.rule.Freedom;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.segment.BusLockCounter;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Cr0;
import dev.pacifica.model.state.Efer;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.SegmentRegister;
import java.util.Objects;

/** VMRUN after its operand checks, and #VMEXIT, each in the manual's order (VMRUN-50, EXIT-50). */
final class WorldSwitch implements ExitHandler {
    /** VMEXIT_INVALID: the guest state was illegal; all 64 bits set (CODE-02). */
    private static final long INVALID = -1;

    private static final int DPL = 3 << 5;
    private static final long V_IRQ = 1L << 8;
    private static final long V_INTR_MASKING = 1L << 24;

    private final Cpu cpu;
    private final PhysicalMemory memory;
    private final Freedom freedom;
    private final StepLog log;
    private final Controls controls;
    private final GuestInterception interception;
    private final EventDelivery delivery;
    private final LinearMemory linearMemory;
    private final Tlb tlb;
    private final InstructionBytes instructionBytes;
    private final HostState host = new HostState();
    private final HostDescriptors hostDescriptors;
    private final LoadedState loaded;
    private final VmcbCache cache;
    private final BranchRecordSwitch branchRecord;
    private final NestedPagingSwitch nestedPaging;
    private final BusLockThreshold busLocks;
    /** VMLOAD and VMSAVE are virtualised for the guest. */
    private boolean movesStateOfGuest;

    @SuppressWarnings("NullAway.Init") // set by VMRUN; there is no #VMEXIT before
    private Vmcb current;

    WorldSwitch(
            Cpu cpu,
            PhysicalMemory memory,
            Freedom freedom,
            Controls controls,
            GuestInterception interception,
            EventDelivery delivery,
            LinearMemory linearMemory) {
        this.cpu = cpu;
        this.memory = memory;
        this.freedom = freedom;
        this.log = freedom.log();
        this.controls = controls;
        this.interception = interception;
        this.delivery = delivery;
        this.linearMemory = linearMemory;
        this.tlb = linearMemory.tlb();
        this.instructionBytes = new InstructionBytes(cpu, memory, linearMemory);
        this.hostDescriptors = new HostDescriptors(cpu, memory, linearMemory, freedom);
        this.loaded = new LoadedState(cpu.profile, memory, controls);
        this.cache = new VmcbCache(cpu.profile, memory, freedom);
        this.branchRecord = new BranchRecordSwitch(cpu, freedom);
        this.nestedPaging = new NestedPagingSwitch(cpu, linearMemory, freedom);
        this.busLocks = new BusLockThreshold(cpu, freedom);
    }

    /** No VMCB is remembered (CLEAN-05), and no guest runs: after RESET and INIT. */
    void reset() {
        cache.forget();
        nestedPaging.leave();
        busLocks.stop();
        movesStateOfGuest = false;
    }

    /**
     * Enters the guest (steps 2 to 10 of VMRUN-50), or leaves the host at the next instruction with VMEXIT_INVALID.
     *
     * @param vmcbSpa system-physical address of the VMCB, checked
     */
    void enter(long vmcbSpa) {
        log.add(new WorldSwitchEntry.Vmrun(vmcbSpa));
        current = new Vmcb(memory, vmcbSpa); // step 2
        host.save(cpu); // step 3
        loaded.load(current, cache, cpu); // steps 4 and 5
        if (LegalityChecks.anyFails(loaded, freedom)) { // step 7
            leaveInvalid();
            return;
        }
        nestedPaging.enter(loaded);
        loadGuest();
        virtualise();
        cpu.asid = controls.asid; // TLB-02
        TlbControl.execute(controls.tlbControl, cpu, tlb, freedom); // step 8
        cpu.tscOffset = controls.tscOffset; // VMRUN-27
        cpu.interruptShadow = controls.interruptShadow;
        cpu.stackShadow = false;
        cpu.pendingDebug = 0; // what a load of SS before VMRUN held is the host's
        cpu.virtualTpr = controls.virtualInterrupt & 0xFF; // VIRQ-18
        cpu.virtualInterruptRequested = (controls.virtualInterrupt & V_IRQ) != 0; // VIRQ-29
        cpu.hostInterruptFlag = host.interruptFlag(); // VIRQ-08
        cpu.virtualInterruptMasking = (controls.virtualInterrupt & V_INTR_MASKING) != 0;
        cpu.monitorArmed = false;
        interception.setInGuest(true);
        cpu.updateMode();
        cpu.gif = true; // step 9, GIF-05
        cpu.rip = loaded.rip;
        cpu.nextRip = loaded.rip;
        log.add(new WorldSwitchEntry.Entered(cpu.asid));
        inject(new EventInjection(controls.eventInjection)); // step 10
    }

    /** The features that the VMCB enables and the processor has; what it lacks is ignored (VMRUN-30, CPUID-61). */
    private void virtualise() {
        boolean isEnabled = cpu.profile.has(Feature.V_VMSAVE_VMLOAD) && controls.virtualisesStateMoves;
        boolean isPossible = loaded.nestsPaging() && loaded.hostIs64Bit;
        movesStateOfGuest = freedom.decide(VLS_03, isEnabled && isPossible);
        if (freedom.decide(VLS_02, isEnabled && !isPossible)) {
            controls.intercept(Intercept.VMLOAD);
            controls.intercept(Intercept.VMSAVE);
        }
        branchRecord.enter(cache, controls.virtualisesBranchRecord);
        interception.startPauseFilter();
        busLocks.start(controls);
    }

    /** Step 5 of VMRUN-50. Nothing is checked here (VMRUN-23, SEG-05). */
    private void loadGuest() {
        cpu.es.copyFrom(loaded.es);
        cpu.cs.copyFrom(loaded.cs);
        cpu.ss.copyFrom(loaded.ss);
        cpu.ds.copyFrom(loaded.ds);
        for (int i = Cpu.ES; i <= Cpu.DS; i++) {
            cpu.segments[i].base &= 0xFFFF_FFFFL; // SEG-03
        }
        cpu.gdtr.set(cpu.canonicalise(loaded.gdtr.base), loaded.gdtr.limit); // CHK-01
        cpu.idtr.set(cpu.canonicalise(loaded.idtr.base), loaded.idtr.limit);
        cpu.cr0 = loaded.cr0 & Cr0.DEFINED | Cr0.ET;
        cpu.cr2 = loaded.cr2;
        cpu.cr3 = loaded.cr3;
        cpu.cr4 = loaded.cr4;
        cpu.efer = efer();
        cpu.dr6 = loaded.dr6 | Cpu.DR6_FIXED; // VMRUN-24
        cpu.dr7 = loaded.dr7 | Cpu.DR7_FIXED;
        cpu.setRflags(loaded.rflags); // VMRUN-23
        cpu.gpr[Cpu.RSP] = loaded.rsp;
        cpu.gpr[Cpu.RAX] = loaded.rax;
        cpu.cpl = cpl();
        setDpl(cpu.cs, cpu.cpl);
        setDpl(cpu.ss, cpu.cpl);
    }

    /** CR-52, CHK-24: LMA in the VMCB is not looked at; it follows from LME and PG. */
    private long efer() {
        long others = loaded.efer & ~(Efer.LMA | Efer.READ_AS_ZERO);
        boolean isActive = (loaded.efer & Efer.LME) != 0 && (loaded.cr0 & Cr0.PG) != 0;
        return isActive ? others | Efer.LMA : others;
    }

    /** SEG-10 to SEG-12. */
    private int cpl() {
        if (freedom.decide(SEG_11, (loaded.cr0 & Cr0.PE) == 0)) {
            return 0;
        }
        return freedom.decide(SEG_12, (loaded.rflags & Rflags.VM) != 0) ? 3 : loaded.cpl;
    }

    /** SEG-10, VMCB-184: a DPL never decides the privilege level; those of CS and SS follow it. */
    private static void setDpl(SegmentRegister segment, int cpl) {
        segment.attributes = segment.attributes & ~DPL | cpl << 5;
    }

    /** INJ-14, INJ-15: unconditionally, before the first guest instruction. */
    private void inject(EventInjection event) {
        if (!freedom.decide(INJ_04, event.isValid())) {
            return;
        }
        EventType type = Objects.requireNonNull(event.type(), "CHK-15 refuses a reserved TYPE");
        log.add(new WorldSwitchEntry.Injected(type, event.field()));
        boolean returnsBehind = switch (type) {
            case SOFTWARE -> true;
            case EXCEPTION -> event.vector() == 3 || event.vector() == 4;
            default -> false;
        };
        long returnRip = returnsBehind && cpu.profile.has(Feature.NRIPS) // INJ-31 to INJ-33
                ? controls.nextRip
                : loaded.rip;
        delivery.inject(type, event.vector(), event.hasErrorCode(), event.errorCode(), returnRip);
    }

    /**
     * The system-physical address that VMLOAD and VMSAVE mean by rAX: a guest-physical one where they are virtualised (VLS-03).
     *
     * @throws VmExit with a nested page fault (VLS-04)
     */
    long addressOfState(long rax, Access access) {
        return movesStateOfGuest ? linearMemory.translateGuestPhysical(rax, access) : rax;
    }

    BusLockCounter busLocks() {
        return busLocks;
    }

    @Override
    public void exit(VmExit exit) {
        cpu.gif = false; // step 1, EXIT-02
        saveGuest(); // step 2
        current.write(Vmcb.EXITCODE, exit.exitCode()); // step 3
        current.write(Vmcb.EXITINFO1, exit.info1());
        current.write(Vmcb.EXITINFO2, exit.info2());
        current.write(Vmcb.EXITINTINFO, delivery.current().encoded()); // XII-01
        if (freedom.decide(EXIT_30, cpu.profile.has(Feature.NRIPS))) {
            current.write(Vmcb.NRIP, exit.nextRip());
        }
        if (cpu.profile.has(Feature.DECODE_ASSISTS)) {
            instructionBytes.save(current, exit.reportsInstruction());
        }
        nestedPaging.saveLog(current);
        busLocks.save(current);
        current.write(Vmcb.EVENTINJ, 0); // step 4, EXIT-13
        cache.saved(controls.virtualisesBranchRecord);
        logExit();
        resumeHost();
    }

    /** CHK-40, CHK-41: an ordinary #VMEXIT, but of the VMCB only the exit code and what belongs to it is written. */
    private void leaveInvalid() {
        cpu.gif = false;
        current.write(Vmcb.EXITCODE, INVALID);
        current.write(Vmcb.EXITINFO1, freedom.undefined(CHK_41));
        current.write(Vmcb.EXITINFO2, freedom.undefined(CHK_41));
        current.write(Vmcb.EXITINTINFO, 0);
        if (cpu.profile.has(Feature.NRIPS)) {
            current.write(Vmcb.NRIP, 0);
        }
        logExit();
        resumeHost();
    }

    private void logExit() {
        if (log.isOn()) {
            log.add(new WorldSwitchEntry.Exit(
                    current.at(),
                    current.read(Vmcb.EXITCODE),
                    current.read(Vmcb.EXITINFO1),
                    current.read(Vmcb.EXITINFO2),
                    current.read(Vmcb.EXITINTINFO)));
        }
    }

    /** EXIT-10 and the interrupt state of EXIT-11. */
    private void saveGuest() {
        current.store(Vmcb.ES, cpu.es);
        current.store(Vmcb.CS, cpu.cs);
        current.store(Vmcb.SS, cpu.ss);
        current.store(Vmcb.DS, cpu.ds);
        current.store(Vmcb.GDTR, cpu.gdtr);
        current.store(Vmcb.IDTR, cpu.idtr);
        current.write(Vmcb.EFER, cpu.efer);
        current.write(Vmcb.CR4, cpu.cr4);
        current.write(Vmcb.CR3, cpu.cr3);
        current.write(Vmcb.CR2, cpu.cr2);
        current.write(Vmcb.CR0, cpu.cr0);
        current.write(Vmcb.RFLAGS, cpu.rflags);
        current.write(Vmcb.RIP, cpu.rip);
        current.write(Vmcb.RSP, cpu.gpr[Cpu.RSP]);
        current.write(Vmcb.RAX, cpu.gpr[Cpu.RAX]);
        current.write(Vmcb.DR7, cpu.dr7);
        current.write(Vmcb.DR6, cpu.dr6);
        current.write8(Vmcb.CPL, cpu.cpl); // SEG-13
        branchRecord.exit(current);
        nestedPaging.save(current);
        current.writeBit(Vmcb.INTERRUPT_SHADOW, 0, cpu.interruptShadow); // EXIT-14
        current.write8(Vmcb.VIRTUAL_INTERRUPT, (int) cpu.virtualTpr); // V_TPR, EXIT-15, VIRQ-27
        current.writeBit(Vmcb.VIRTUAL_INTERRUPT + 1, 0, cpu.virtualInterruptRequested); // V_IRQ, EXIT-12, VIRQ-55
    }

    /** Steps 5 and 6 of EXIT-50. */
    private void resumeHost() {
        controls.clear(); // EXIT-06
        movesStateOfGuest = false;
        interception.setInGuest(false);
        cpu.asid = 0;
        cpu.tscOffset = 0;
        cpu.interruptShadow = false;
        cpu.endIterations();
        cpu.virtualInterruptMasking = false; // VIRQ-13
        cpu.virtualInterruptRequested = false; // VIRQ-56
        cpu.monitorArmed = false;
        host.restore(cpu);
        nestedPaging.leave();
        busLocks.stop();
        cpu.updateMode();
        hostDescriptors.reload(); // step 7
    }
}
